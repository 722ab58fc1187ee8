// Preserves what was typed into a form when a password is required first: it waits in this tab, without passwords and files, and is
// restored when the page it was typed on returns after the password. Any other page that comes first discards it.

const KEPT = "typed"
const PROOF = "/account/proof"

const typed = (form) => [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type))

document.addEventListener("submit", ({ target: form }) => {
  if (form.method !== "post" || location.pathname.startsWith(PROOF)) return
  const fields = typed(form).map(({ name, value, checked }) => ({ name, value, checked }))
  const page = location.pathname + location.search
  sessionStorage.setItem(KEPT, JSON.stringify({ page, action: form.getAttribute("action"), fields }))
}, true)

// The response did not leave the page.
document.addEventListener("htmx:after:settle", () => sessionStorage.removeItem(KEPT))

const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null")
if (kept && !location.pathname.startsWith(PROOF)) {
  sessionStorage.removeItem(KEPT)
  const proven = document.referrer && new URL(document.referrer).pathname.startsWith(PROOF)
  const back = proven && kept.page === location.pathname + location.search
  const form = back && [...document.forms].find((form) => form.getAttribute("action") === kept.action)
  if (form) {
    typed(form).forEach((field, at) => {
      const before = kept.fields[at]
      if (before?.name !== field.name) return
      if (["checkbox", "radio"].includes(field.type)) field.checked = before.checked
      else field.value = before.value
    })
  }
}

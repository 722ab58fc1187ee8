// Whoever has typed into a long form, one with a text of several lines, is asked before they leave its page by a link, the browser's own
// buttons or a reload. Nobody is asked about what is as it was served, or is being sent. Messages keep themselves (message-composer.js).

const page = document.getElementById("page")
const LONG = "form[method=post]:has(textarea)"

// Per form: its fields as they were before anything was done to them. A row that was taken away is a difference, too.
let before = new WeakMap()
// The page came back with what was typed, because it could not be saved.
let isRefused = false
let isSent = false
let here = location.href

const isLong = (form) => form.matches(LONG) && !form.closest("message-composer") && page.contains(form)

const fields = (form) => [...form.elements].filter(({ name, type }) => name && !["hidden", "password", "file", "submit", "button"].includes(type))

const isTyped = (field) => {
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked
  if (field.tagName === "SELECT") return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
  // As the browser spells what was served: a colour in small letters, a text without carriage returns.
  const served = field.cloneNode()
  served.value = field.defaultValue
  return field.value !== served.value
}

const differs = (form) => isRefused || fields(form).some(isTyped) || (before.has(form) && before.get(form) > fields(form).length)

const isUnsaved = () => !isSent && [...document.forms].some((form) => isLong(form) && differs(form))

const mayLeave = () => !isUnsaved() || confirm(page.dataset.leave)

for (const event of ["focusin", "pointerdown"]) {
  document.addEventListener(event, ({ target }) => {
    const form = target.closest?.("form")
    if (form && isLong(form) && !before.has(form)) before.set(form, fields(form).length)
  }, true)
}

document.addEventListener("input", () => (isSent = false))
document.addEventListener("submit", ({ target: form }) => {
  if (isLong(form)) isSent = true
})

addEventListener("beforeunload", (event) => {
  if (isUnsaved()) event.preventDefault()
})

// A link or a button that htmx follows. What comes by itself leaves what was typed where it is.
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail
  if (ctx.target?.id !== "page" || !["click", "submit"].includes(ctx.sourceEvent?.type)) return
  if (ctx.sourceElement.matches("form") && isLong(ctx.sourceElement)) isSent = true
  else if (!mayLeave()) event.preventDefault()
}, true)

// The browser's own "back" and "forward", where htmx follows them: the address is another one already, and becomes this page's again.
document.addEventListener("htmx:before:history:restore", (event) => {
  if (mayLeave()) return
  event.preventDefault()
  history.pushState({ htmx: true }, "", here)
})

document.addEventListener("htmx:error", () => (isSent = false))
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (ctx?.target?.id !== "page" && ctx?.target !== document.body) return
  if (ctx.sourceElement?.id === "page") return
  isRefused = ctx.response?.status >= 400
  isSent = false
})
document.addEventListener("htmx:after:history:update", () => (here = location.href))
document.addEventListener("htmx:after:settle", () => (here = location.href))

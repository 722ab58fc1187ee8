// Asks for confirmation before a page is left by a link, the browser's buttons or a reload, if something was typed into a long form,
// that is one with a multi-line field. Does not ask about unchanged forms and those being sent. Messages are stored separately
// (message-composer.js).

const page = document.getElementById("page")
const LONG = "form[method=post]:has(textarea)"

// The number of fields of each form before it was touched, because a removed row is a change, too.
let before = new WeakMap()
// The page came back with the text because it could not be saved.
let isRefused = false
let isSent = false
let here = location.href

const isLong = (form) => form.matches(LONG) && !form.closest("message-composer") && page.contains(form)

const fields = (form) => [...form.elements].filter(({ name, type }) => name && !["hidden", "password", "file", "submit", "button"].includes(type))

const isTyped = (field) => {
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked
  if (field.tagName === "SELECT") return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
  // The served value in the browser's normalization: colours in lower case, text without carriage returns.
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

// A link or a button that htmx handles. Requests that start by themselves do not discard what was typed.
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail
  if (ctx.target?.id !== "page" || !["click", "submit"].includes(ctx.sourceEvent?.type)) return
  if (ctx.sourceElement.matches("form") && isLong(ctx.sourceElement)) isSent = true
  else if (!mayLeave()) event.preventDefault()
}, true)

// The browser's back and forward buttons, which htmx handles: the URL has already changed and is set back to this page's.
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

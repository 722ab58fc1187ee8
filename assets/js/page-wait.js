// Shows that a control that was pressed is busy, after a short delay, and prevents it from being pressed again. If there was no
// response, says so and offers to try again.

const BLINK = 300
// The maximum busy time: a form that starts a download never leaves the page.
const LONGEST = 10000

// By the form or link that was pressed.
const waits = new Map()

const begin = (source, pressed, request) => {
  end(source)
  const timer = setTimeout(() => pressed?.setAttribute("aria-busy", "true"), BLINK)
  waits.set(source, { pressed, request, timer })
}

const end = (source) => {
  const wait = waits.get(source)
  if (!wait) return
  clearTimeout(wait.timer)
  wait.pressed?.removeAttribute("aria-busy")
  waits.delete(source)
}

const drop = (event) => {
  event.preventDefault()
  event.stopImmediatePropagation()
}

const retry = (source, submitter) => () => {
  if (!source.isConnected) return
  if (source.matches("form")) source.requestSubmit(submitter?.isConnected ? submitter : undefined)
  else source.click()
}

const noAnswer = (source, submitter) =>
  document.dispatchEvent(new CustomEvent("say", { detail: { what: "offline", again: retry(source, submitter) } }))

const link = (event) => {
  const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event
  return button || ctrlKey || metaKey || shiftKey || altKey ? null : target.closest?.("a[href]")
}

document.addEventListener("submit", (event) => {
  if (waits.has(event.target)) drop(event)
}, true)
document.addEventListener("click", (event) => {
  if (waits.has(link(event))) drop(event)
}, true)

const isPressed = (ctx) => ["submit", "click"].includes(ctx?.sourceEvent?.type)

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const { sourceElement: source, request } = ctx
  if (isPressed(ctx)) begin(source, request.submitter ?? (source.matches("form") ? null : source), ctx)
})
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  for (const [source, { request }] of waits) if (request === ctx) end(source)
})
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  // A request that got a response is handled elsewhere.
  if (isPressed(ctx) && !ctx.response) noAnswer(ctx.sourceElement, ctx.request.submitter)
})

// Plain submissions by the browser, unless a script has handled them.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event
  if (event.defaultPrevented) return
  if (!navigator.onLine) {
    event.preventDefault()
    return noAnswer(form, submitter)
  }
  begin(form, submitter)
  setTimeout(end, LONGEST, form)
})
document.addEventListener("click", (event) => {
  const pressed = link(event)
  if (event.defaultPrevented || navigator.onLine || !pressed || pressed.origin !== location.origin || pressed.getAttribute("href").startsWith("#")) return
  event.preventDefault()
  noAnswer(pressed)
})
addEventListener("pageshow", () => {
  for (const source of [...waits.keys()]) end(source)
})

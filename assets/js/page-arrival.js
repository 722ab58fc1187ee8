// After a boosted visit, the page gets the focus, as after a plain one, and open menus close. If a form returns to its own page, the
// scroll position stays, and the focus stays on the control that was pressed. On a phone, where the strip of tabs may be wider than the
// screen, the current tab is scrolled into view.

const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary"

let visit = false
// Where the focus may go on a page that comes back, in order of preference.
let places = []

// Scrolls only the strip: scrollIntoView would scroll the page as well.
const showTab = () => {
  const tab = document.querySelector(".tabs [aria-current]")
  const strip = tab?.closest(".tabs")
  if (strip) strip.scrollLeft += tab.getBoundingClientRect().left - strip.getBoundingClientRect().left - (strip.clientWidth - tab.clientWidth) / 2
}
showTab()

const isShown = (node) => node && !node.disabled && node.getClientRects().length > 0 && getComputedStyle(node).visibility === "visible"
const within = (node) => [...(node?.querySelectorAll(FOCUSABLE) ?? [])].find(isShown)

// A node, then those after it, then those before it.
const beside = (node) => {
  const all = [...node.parentElement.children]
  const at = all.indexOf(node)
  return [...all.slice(at), ...all.slice(0, at).reverse()]
}

// How to find an element again: by its id, in its form, by its URL, or else by what is next to it.
const placesOf = (on) => {
  if (!on?.closest("#page")) return []
  const found = []
  const { id, form, name, value, tagName } = on
  if (id) found.push(() => document.getElementById(id))
  if (form) {
    const action = form.getAttribute("action")
    const fields = () => [...document.forms].filter((other) => other.getAttribute("action") === action).flatMap((other) => [...other.elements])
    const isAlike = (field) => field.tagName === tagName && field.name === name
    found.push(() => fields().find((field) => isAlike(field) && (tagName !== "BUTTON" || field.value === value)))
    found.push(() => fields().find((field) => isAlike(field) && isShown(field)))
  }
  for (let node = on.parentElement; node && node.id !== "page"; node = node.parentElement) {
    for (const { id: near } of beside(node)) if (near) found.push(() => within(document.getElementById(near)))
  }
  return found
}

const comesBack = ({ sourceElement, response }) =>
  sourceElement?.matches("form") && response?.status < 400 && new URL(response.raw.url).pathname === location.pathname

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  visit = ctx?.target?.id === "page" && ctx.sourceElement?.id !== "page"
  places = []
  if (!visit || !comesBack(ctx)) return
  places = placesOf(document.activeElement)
  for (const task of tasks) if (task.type === "main") task.swapSpec.show = "none"
})

document.addEventListener("htmx:after:settle", (event) => {
  if (!visit || event.target.id !== "page") return
  visit = false
  for (const menu of document.querySelectorAll("details[name=menu][open]")) menu.open = false
  showTab()
  queueMicrotask(() => {
    const page = document.getElementById("page")
    if (page.querySelector("[autofocus]")) return
    for (const place of places) {
      const node = place()
      if (isShown(node)) return node.focus()
    }
    page.focus({ preventScroll: true })
  })
})

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[name=menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false
  }
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  const menu = document.querySelector("details[name=menu][open]")
  if (!menu) return
  menu.open = false
  menu.querySelector("summary").focus()
})

// After a boosted visit: the page takes the focus, as it would after a plain one, and open menus close. Where a form leads back to the
// page it is on, the page stays where it is, and the focus at what was pressed. On a phone a strip of tabs is wider than its window: the
// tab one is at is in sight.

const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary"

let visit = false
// Of a page that comes back: where its focus may go, best first.
let places = []

// Moves the strip alone: scrollIntoView would move the page too, and take whoever is further down up to the tabs.
const showTab = () => {
  const tab = document.querySelector(".tabs [aria-current]")
  const strip = tab?.closest(".tabs")
  if (strip) strip.scrollLeft += tab.getBoundingClientRect().left - strip.getBoundingClientRect().left - (strip.clientWidth - tab.clientWidth) / 2
}
showTab()

const isShown = (node) => node && !node.disabled && node.getClientRects().length > 0 && getComputedStyle(node).visibility === "visible"
const within = (node) => [...(node?.querySelectorAll(FOCUSABLE) ?? [])].find(isShown)

// A node, those after it, and those before it.
const beside = (node) => {
  const all = [...node.parentElement.children]
  const at = all.indexOf(node)
  return [...all.slice(at), ...all.slice(0, at).reverse()]
}

// Where something is: by its id, in its form, by its address, or else in what is next to it.
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

// After a boosted visit: the page takes the focus, as it would after a plain one, and open menus close. On a phone a strip of tabs is
// wider than its window: the tab one is at is in sight.
// Toasts can be sent away; good news leaves by itself, bad news stays until it is read.

let visit = false

// Moves the strip alone: scrollIntoView would move the page too, and take whoever is further down up to the tabs.
const showTab = () => {
  const tab = document.querySelector(".tabs [aria-current]")
  const strip = tab?.closest(".tabs")
  if (strip) strip.scrollLeft += tab.getBoundingClientRect().left - strip.getBoundingClientRect().left - (strip.clientWidth - tab.clientWidth) / 2
}
showTab()

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail
  visit = ctx?.target?.id === "page" && ctx.sourceElement?.id !== "page"
})

document.addEventListener("htmx:after:settle", (event) => {
  if (!visit || event.target.id !== "page") return
  visit = false
  for (const menu of document.querySelectorAll("details[name=menu][open]")) menu.open = false
  showTab()
  queueMicrotask(() => {
    const page = document.getElementById("page")
    if (!page.querySelector("[autofocus]")) page.focus({ preventScroll: true })
  })
})

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-dismiss]")?.closest(".toast")?.remove()
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

const leave = (toast) => {
  if (toast.dataset.tone === "good" && !toast.matches(":hover, :focus-within")) toast.remove()
  else if (toast.dataset.tone === "good") setTimeout(leave, 4000, toast)
}

const toasts = document.getElementById("toasts")
if (toasts) {
  for (const toast of toasts.children) setTimeout(leave, 8000, toast)
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node.matches?.(".toast")) setTimeout(leave, 8000, node)
  }).observe(toasts, { childList: true })
}

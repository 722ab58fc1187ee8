// Toasts. Good news disappears by itself, bad news stays until it is dismissed; both disappear with the next page, and no message is
// shown twice. Scripts show the contents of the shell's templates `said-…` with: new CustomEvent("say", { detail: { what, again } }).

const LASTS = 8000
const toasts = document.getElementById("toasts")
const words = (toast) => toast.querySelector("p").textContent.trim()

const leave = (toast) => {
  if (toast.matches(":hover, :focus-within")) setTimeout(leave, LASTS / 2, toast)
  else toast.remove()
}

// Whether the page has arrived with a toast. It then leaves room for the toast (on a phone); later toasts do not move it.
let arrives = false

const makeRoom = (page) => {
  page.classList.add("has-toast")
  page.style.setProperty("--toasts", `${toasts.offsetHeight}px`)
}

const receive = (toast) => {
  for (const other of toasts.querySelectorAll(".toast")) if (other !== toast && words(other) === words(toast)) other.remove()
  toast.querySelector("[data-dismiss]").hidden = false
  if (arrives) makeRoom(document.getElementById("page"))
  if (toast.dataset.tone === "good") setTimeout(leave, LASTS, toast)
}

arrives = document.getElementById("page").classList.contains("has-toast")
for (const toast of toasts.querySelectorAll(".toast")) receive(toast)
arrives = false
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node.isConnected && node.matches?.(".toast")) receive(node)
}).observe(toasts, { childList: true })

document.addEventListener("click", ({ target }) => target.closest?.("[data-dismiss]")?.closest(".toast")?.remove())

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (ctx?.target?.id !== "page" || ctx.sourceElement?.id === "page") return
  toasts.replaceChildren()
  // A user who stays on the page keeps their scroll position.
  const stays = ctx.sourceElement?.matches("form") && ctx.response && new URL(ctx.response.raw.url).pathname === location.pathname
  if (stays) return
  document.getElementById("page").classList.remove("has-toast")
  arrives = true
})
// The toasts of a page are received shortly after it has settled.
document.addEventListener("htmx:after:settle", ({ target }) => {
  if (target.id === "page") setTimeout(() => (arrives = false))
})

document.addEventListener("say", ({ detail: { what, again } }) => {
  // Imported into this document first: in a template's document, relative URLs have no base, and their search cannot be set.
  const toast = document.importNode(document.getElementById(`said-${what}`).content, true).querySelector(".toast")
  const button = toast.querySelector("[data-again]")
  if (button) {
    button.onclick = () => {
      toast.remove()
      again()
    }
  }
  const back = toast.querySelector("[data-back]")
  if (back) back.search = new URLSearchParams({ next: location.pathname + location.search })
  toasts.append(toast)
})

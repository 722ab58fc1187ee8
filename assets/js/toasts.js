// What is said in passing. Good news leaves by itself, bad news stays until it is sent away; both leave with the next page, and nothing
// is said twice. Scripts say what the shell's templates `said-…` hold: new CustomEvent("say", { detail: { what, again } }).

const LASTS = 8000
const toasts = document.getElementById("toasts")
const words = (toast) => toast.querySelector("p").textContent.trim()

const leave = (toast) => {
  if (toast.matches(":hover, :focus-within")) setTimeout(leave, LASTS / 2, toast)
  else toast.remove()
}

// A page that comes with something to say leaves room for it (on a phone); what is said later moves nothing.
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
  // Whoever presses a button and stays on the page is not moved from where they are.
  const stays = ctx.sourceElement?.matches("form") && ctx.response && new URL(ctx.response.raw.url).pathname === location.pathname
  if (stays) return
  document.getElementById("page").classList.remove("has-toast")
  arrives = true
})
// What came with it is received a little after that.
document.addEventListener("htmx:after:settle", ({ target }) => {
  if (target.id === "page") setTimeout(() => (arrives = false))
})

document.addEventListener("say", ({ detail: { what, again } }) => {
  // Taken into this document first: an address in a template has none that it is relative to, and takes no search.
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

// What the stream brings joins a page that may know it already: replayed after a break, or read just before it arrived. So a
// piece whose id is on the page takes that one's place instead of standing beside it. The same holds for the answer to a form
// that the stream overtook.

const viewer = () => document.getElementById("live")?.dataset.viewer

document.addEventListener("htmx:before:swap", ({ detail }) => {
  const { tasks } = detail
  for (const task of [...tasks]) {
    if (task.type !== "partial") continue
    for (const piece of task.fragment.querySelectorAll("[data-not-for]")) {
      if (piece.dataset.notFor !== viewer()) continue
      piece.remove()
      if (!task.fragment.firstElementChild) tasks.splice(tasks.indexOf(task), 1)
    }
    if (!["beforeend", "afterbegin", "beforebegin", "afterend"].includes(task.swapSpec.style)) continue
    for (const piece of [...task.fragment.children]) {
      const known = piece.id && document.getElementById(piece.id)
      if (!known) continue
      const fragment = document.createDocumentFragment()
      fragment.append(piece)
      tasks.push({ ...task, fragment, target: known, swapSpec: { style: "outerHTML" } })
    }
  }
})

// What was missed cannot be told one by one: the page is fetched anew, and keeps what was typed into it.
document.addEventListener("resync", (event) => {
  if (event.target.id !== "live") return
  htmx.ajax("GET", location.pathname + location.search, { target: "#page", swap: "innerMorph", source: "#page" })
})

// A network that is back may have left a stream behind that only seems to stand.
let connection
document.addEventListener("htmx:sse:after:connection", ({ detail }) => {
  connection = detail.connection
})
addEventListener("online", () => connection?.reader?.cancel())

// A sixth tab takes the stream of the first. That one asks for it back when somebody looks at it again.
let last = ""
let away = false
document.addEventListener("htmx:sse:before:message", ({ detail }) => {
  last = detail.connection.lastEventId || last
})
document.addEventListener("elsewhere", () => {
  away = true
})
document.addEventListener("visibilitychange", () => {
  const live = document.getElementById("live")
  if (!away || document.hidden || !live) return
  away = false
  const again = live.cloneNode()
  again.removeAttribute("data-htmx-powered")
  if (last) again.setAttribute("hx-sse:connect", `/live?after=${encodeURIComponent(last)}`)
  live.replaceWith(again)
  htmx.process(again)
})

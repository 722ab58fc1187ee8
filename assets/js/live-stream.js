// A fragment from the event stream may already be on the page: replayed after an interruption, or rendered just before it arrived. A
// fragment whose id is on the page therefore replaces that element instead of being added. The same applies to the response to a form
// that the event stream has overtaken.

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

// What a resync has fetched is out of date once another request has changed the page. A refused form is not fetched again: its page
// without the refusal would hide what is wrong.
let changes = 0
let isRefused = false
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.id === "page") ctx.changes = changes
})
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail
  if (ctx?.target?.id !== "page" && ctx?.target !== document.body) return
  if (ctx.sourceElement?.id !== "page") {
    changes += 1
    isRefused = ctx.response?.status >= 400
  } else if (ctx.changes !== changes) {
    event.preventDefault()
  }
})

// Too many events were missed to replay them: fetch the page again, keeping what was typed into it.
document.addEventListener("resync", (event) => {
  if (event.target.id !== "live" || isRefused) return
  htmx.ajax("GET", location.pathname + location.search, { target: "#page", swap: "innerMorph", source: "#page", headers: { "X-By-Itself": "1" } })
})

// Browsers open at most six connections to a host, so the tabs of one reader share an event stream: the tab that holds the lock opens
// it and forwards the events. When that tab is closed, another one takes over after the last event. Without lock support, each tab
// opens its own stream.
const KEPT = 200
const home = document.getElementById("live")
const room = `live ${home.dataset.viewer} ${document.documentElement.lang}`
const self = Math.random()
const tabs = navigator.locks && window.BroadcastChannel ? new BroadcastChannel(room) : null
let last = new URL(home.dataset.live, location).searchParams.get("after") ?? ""
let leads = false
let away = false
let state = "waiting"
let connection
// In the leading tab: the events since `begun`, for tabs that were opened later.
let begun = ""
let pieces = []
let swaps = Promise.resolve()

const tell = (message) => tabs?.postMessage(message)
const place = (id) => (id || "0-0").split("-").map(BigInt)
const isAfter = (id, other) => {
  const [[xid, at], [otherXid, otherAt]] = [place(id), place(other)]
  return xid === otherXid ? at > otherAt : xid > otherXid
}

const show = (now) => {
  if (state === "out") return
  state = now
  document.dispatchEvent(new CustomEvent("live:state", { detail: state }))
  if (leads) tell({ state })
}

const connect = () => {
  const stale = document.getElementById("live")
  const live = stale.cloneNode()
  live.removeAttribute("data-htmx-powered")
  live.setAttribute("hx-sse:connect", `/live?after=${encodeURIComponent(last)}`)
  stale.replaceWith(live)
  htmx.process(live)
}

const lead = () => {
  leads = true
  begun = last
  pieces = []
  connect()
  tell({ leads })
}

const take = ({ id, event, data }) => {
  if (!isAfter(id, last)) return
  last = id
  const live = document.getElementById("live")
  if (event) live.dispatchEvent(new CustomEvent(event, { bubbles: true }))
  else swaps = swaps.then(() => htmx.swap({ sourceElement: live, target: live, swap: "none swapEmpty:false", text: data }))
}

const greet = () => tell({ hello: self, after: last })

const welcome = ({ hello, after }) => {
  tell({ state })
  if (!after || isAfter(begun, after)) tell({ piece: { id: last, event: "resync" }, only: hello })
  else for (const piece of pieces) if (isAfter(piece.id, after)) tell({ piece, only: hello })
}

if (tabs) {
  tabs.onmessage = ({ data }) => {
    if (leads) {
      if (data.hello) welcome(data)
      if (data.looked && away) again()
      return
    }
    if (data.state) show(data.state)
    if (data.leads) greet()
    if (data.piece && (!data.only || data.only === self)) take(data.piece)
  }
}

addEventListener("load", () => {
  if (!tabs) return lead()
  navigator.locks.request(room, () => {
    lead()
    return new Promise(() => {})
  })
  greet()
})

document.addEventListener("htmx:sse:before:message", ({ detail }) => {
  last = detail.connection.lastEventId || last
  show("online")
  const { event, data } = detail.message
  if (event === "elsewhere") return
  if (event === "resync") [begun, pieces] = [last, []]
  const piece = { id: last, event, data }
  pieces.push(piece)
  if (pieces.length > KEPT) begun = pieces.shift().id
  tell({ piece })
})
document.addEventListener("htmx:sse:after:connection", ({ detail }) => {
  connection = detail.connection
  show(connection.status < 400 ? "online" : "waiting")
})
// Signed out: the stream is not reconnected, and the page stays for the sake of what is typed on it.
const giveUp = () => {
  const stale = document.getElementById("live")
  const live = stale.cloneNode()
  live.removeAttribute("data-htmx-powered")
  live.removeAttribute("hx-sse:connect")
  stale.replaceWith(live)
  show("out")
}
document.addEventListener("htmx:sse:error", ({ detail }) => {
  if (detail.status === 401) giveUp()
})
document.addEventListener("htmx:before:response", (event) => {
  const { sourceElement, response } = event.detail.ctx
  if (sourceElement?.id !== "live" || response.status !== 401) return
  event.preventDefault()
  giveUp()
})
for (const name of ["htmx:sse:before:connection", "htmx:sse:error", "htmx:sse:close"]) document.addEventListener(name, () => show("waiting"))

// When the network returns, an old connection may only appear to be open.
addEventListener("online", () => connection?.reader?.cancel())

// A sixth browser takes the stream of the first, which reclaims it when the user looks at it again.
const again = () => {
  away = false
  connect()
}
document.addEventListener("elsewhere", () => {
  away = true
})
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return
  if (leads && away) again()
  else if (!leads) tell({ looked: true })
})

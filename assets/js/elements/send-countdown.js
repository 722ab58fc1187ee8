// Counts down the seconds until a draft is sent, and then shows the progress. The event stream replaces the page with the invoice; if
// the stream is down, the page reloads itself once. On every other page the sender sees a toast with the button that takes the sending
// back, which the event stream removes again.

const ASKS_AFTER = 5

class SendCountdown extends HTMLElement {
  connectedCallback() {
    this.ends = performance.now() + Number(this.dataset.left) * 1000
    this.querySelector("[data-reload]").hidden = true
    this.timer = setInterval(this.show, 250)
    this.show()
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  show = () => {
    const left = Math.ceil((this.ends - performance.now()) / 1000)
    const phase = left > 0 ? "counting" : left > Number(this.dataset.lateFrom) ? "due" : "late"
    for (const each of this.querySelectorAll("[data-phase]")) each.hidden = each.dataset.phase !== phase
    if (phase === "counting") this.querySelector("[data-phase=counting]").textContent = this.dataset.words.replace("#", left)
    if (left <= -ASKS_AFTER && !this.asked) {
      this.asked = true
      htmx.ajax("GET", location.pathname + location.search, { target: "#page", swap: "innerMorph", source: "#page", headers: { "X-By-Itself": "1" } })
    }
  }
}

customElements.define("send-countdown", SendCountdown)

const toasts = document.getElementById("toasts")
const viewer = () => document.getElementById("live").dataset.viewer

// The draft that is about to be sent while its sender looks at another page: its page, the toast, and until when the toast is valid.
let elsewhere

const goesElsewhere = ({ target, sourceElement, response }) =>
  target?.id === "page" && sourceElement?.id !== "page" && response && new URL(response.raw.url).pathname

// Runs before the other listeners, which clear the toasts.
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const path = goesElsewhere(ctx)
  if (!path) return
  const countdown = document.querySelector("#page send-countdown")
  if (countdown) {
    const { by, page, lateFrom } = countdown.dataset
    const word = countdown.querySelector("template").content
    elsewhere = by === viewer() ? { page, word, until: countdown.ends - Number(lateFrom) * 1000 } : undefined
  } else if (!toasts.querySelector("[id^=sending-elsewhere-]")) {
    // Sent, taken back, or dismissed.
    elsewhere = undefined
  }
  if (!elsewhere || elsewhere.page === path) return
  const { word, until } = elsewhere
  setTimeout(() => {
    if (!elsewhere || performance.now() > until) return
    const toast = document.importNode(word, true).firstElementChild
    toasts.append(toast)
    htmx.process(toast)
    setTimeout(() => toast.remove(), until - performance.now())
  })
}, true)

// Counts the seconds until a draft is sent, and then says how far it is. The live stream turns the page to the invoice; where the stream is
// away, the page asks once by itself.

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

// Shows in #connection whether the event stream is connected. Short interruptions are not shown: it waits for two seconds first. A
// session that was ended elsewhere is reported, because reconnecting cannot help.

class ConnectionState extends HTMLElement {
  connectedCallback() {
    this.words = this.dataset
    this.listen = new AbortController()
    const on = (name, act) => document.addEventListener(name, act, { signal: this.listen.signal })
    on("live:state", ({ detail }) => {
      if (detail === "out" && !this.out) document.dispatchEvent(new CustomEvent("say", { detail: { what: "signed-out" } }))
      if (detail === "waiting") this.soon("waiting")
      else this.say(detail)
      this.out ||= detail === "out"
    })
    addEventListener("offline", () => this.say("offline"), { signal: this.listen.signal })
    addEventListener("online", () => this.say("waiting"), { signal: this.listen.signal })
  }

  disconnectedCallback() {
    this.listen.abort()
    clearTimeout(this.later)
  }

  soon(state) {
    if (!navigator.onLine) return this.say("offline")
    this.later ??= setTimeout(() => this.say(state), 2000)
  }

  say(state) {
    if (this.out) return
    clearTimeout(this.later)
    this.later = null
    const line = this.querySelector("#connection")
    if (line.dataset.state === state) return
    line.dataset.state = state
    line.textContent = this.words[state]
  }
}

customElements.define("connection-state", ConnectionState)

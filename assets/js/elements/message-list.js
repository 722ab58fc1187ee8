// Opens a conversation at its first unread message, or at its end, and stays at the end as long as the reader is there. A reader who
// has scrolled back is notified of new messages below. Scrolls within itself, or with the page on a phone. Marks the reader's own
// messages, because the event stream sends the same bytes to everyone.

class MessageList extends HTMLElement {
  connectedCallback() {
    this.below = document.querySelector("[data-below]")
    this.listen = new AbortController()
    const on = (target, name, act) => target?.addEventListener(name, act, { signal: this.listen.signal, passive: true })
    on(this.below, "click", () => this.lead(this.came))
    on(this, "scroll", this.look)
    on(window, "scroll", this.look)
    for (const name of ["wheel", "touchstart", "pointerdown", "keydown"]) on(document, name, this.settle)
    // Things that scroll the page while it opens: htmx (to the top or to an anchor), fonts that arrive, the browser after a reload.
    history.scrollRestoration = "manual"
    on(document, "htmx:finally:swap", () => requestAnimationFrame(this.open))
    on(window, "load", this.open)
    document.fonts.ready.then(this.open)
    this.later = setTimeout(this.settle, 1000)
    this.opening = true
    this.own()
    this.open()
    this.changes = new MutationObserver(this.receive)
    this.changes.observe(this, { childList: true })
  }

  disconnectedCallback() {
    history.scrollRestoration = "auto"
    this.opening = false
    clearTimeout(this.later)
    this.changes.disconnect()
    this.listen.abort()
  }

  get scroller() {
    return getComputedStyle(this).overflowY === "visible" ? document.scrollingElement : this
  }

  open = () => {
    if (!this.opening) return
    const line = this.querySelector("#first-unread")
    if (line) this.lead(line)
    else this.end()
    this.look()
  }

  settle = () => {
    this.opening = false
  }

  lead(node) {
    const { scroller } = this
    const top = scroller === this ? this.getBoundingClientRect().top : 0
    if (node) scroller.scrollTop += node.getBoundingClientRect().top - top - 16
  }

  end() {
    this.scroller.scrollTop = this.scroller.scrollHeight
  }

  look = () => {
    const { scroller } = this
    const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
    // A phone's page has a bar below the conversation.
    this.near = left < (scroller === this ? 80 : 200)
    if (this.near) this.come(null)
  }

  receive = (changes) => {
    this.own()
    const came = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.matches?.(".bubble"))
    if ((this.near && !document.hidden) || came.some((bubble) => bubble.matches(".is-sending"))) return this.end()
    const first = came.find((bubble) => bubble.isConnected && !bubble.matches(".is-own"))
    if (first && !this.came?.isConnected) this.come(first)
    this.look()
  }

  come(bubble) {
    this.came = bubble
    if (this.below) this.below.hidden = !bubble
  }

  own() {
    for (const bubble of this.querySelectorAll(`[data-author="${CSS.escape(this.dataset.viewer)}"]:not(.is-own)`)) bubble.classList.add("is-own")
  }
}

customElements.define("message-list", MessageList)

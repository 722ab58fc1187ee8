// Says how far its reader has seen a conversation, once the newest message is on a page that somebody looks at.

class ReadMark extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.list = document.getElementById(this.dataset.messages)
    this.seen = this.dataset.seen
    this.changes = new MutationObserver(this.look)
    this.changes.observe(this.list, { childList: true })
    this.listen = new AbortController()
    document.addEventListener("visibilitychange", this.look, { signal: this.listen.signal })
    // htmx reads the form after this element has come to life.
    this.later = setTimeout(this.look, 50)
  }

  disconnectedCallback() {
    this.changes.disconnect()
    this.listen.abort()
    clearTimeout(this.later)
  }

  look = () => {
    const newest = [...this.list.querySelectorAll(".bubble")].at(-1)
    const id = newest?.id.replace("message-", "")
    if (!id || id === this.seen || document.hidden) return
    this.seen = id
    if (newest.dataset.author === this.list.dataset.viewer) return
    this.form.elements.through.value = id
    this.form.requestSubmit()
  }
}

customElements.define("read-mark", ReadMark)

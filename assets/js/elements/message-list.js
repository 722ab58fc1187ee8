// A conversation stays at its newest message while the reader is there, and never jumps away from one who reads back.
// Marks the reader's own messages, which arrive in the same bytes for everyone.

class ScrollToEnd extends HTMLElement {
  connectedCallback() {
    this.own()
    this.scrollTop = this.scrollHeight
    this.near = true
    this.addEventListener("scroll", this.look, { passive: true })
    this.changes = new MutationObserver(() => {
      this.own()
      if (this.near) this.scrollTop = this.scrollHeight
    })
    this.changes.observe(this, { childList: true, subtree: true })
  }

  disconnectedCallback() {
    this.changes.disconnect()
    this.removeEventListener("scroll", this.look)
  }

  look = () => {
    this.near = this.scrollHeight - this.scrollTop - this.clientHeight < 80
  }

  own() {
    const { viewer } = this.dataset
    if (!viewer) return
    for (const bubble of this.querySelectorAll(`[data-author="${CSS.escape(viewer)}"]:not(.is-own)`)) bubble.classList.add("is-own")
  }
}

customElements.define("scroll-to-end", ScrollToEnd)

// Reports how far its reader has read a conversation: up to the last message that, like all messages before it, was at least half
// visible for a second. If some were skipped, a button marks all as read.

const LOOK = 1000
// The height of a phone's bottom bar in pixels.
const BAR = 60

class ReadMark extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.button = this.querySelector("button") ?? this.build()
    this.list = document.getElementById(this.dataset.messages)
    this.mark = this.dataset.seen
    this.seen = new Set()
    // Timers of the messages that are visible, by message.
    this.looks = new Map()
    this.button.hidden = true
    const alone = getComputedStyle(this.list).overflowY === "visible"
    const covered = alone ? (document.querySelector("message-composer")?.offsetHeight ?? 0) + BAR : 0
    this.sight = new IntersectionObserver(this.look, { threshold: [0, 0.5], rootMargin: `0px 0px -${covered}px` })
    this.changes = new MutationObserver(this.watch)
    this.changes.observe(this.list, { childList: true })
    this.listen = new AbortController()
    document.addEventListener("visibilitychange", this.again, { signal: this.listen.signal })
    this.form.addEventListener("submit", this.all, { signal: this.listen.signal })
    this.watch()
  }

  disconnectedCallback() {
    this.changes.disconnect()
    this.sight.disconnect()
    this.listen.abort()
    for (const timer of this.looks.values()) clearTimeout(timer)
  }

  build() {
    const button = Object.assign(document.createElement("button"), { className: "button button-quiet button-small", textContent: this.dataset.word })
    this.form.append(button)
    return button
  }

  get bubbles() {
    return [...this.list.querySelectorAll(".bubble[id]")]
  }

  id = (bubble) => bubble.id.replace("message-", "")

  isOwn = (bubble) => bubble.dataset.author === this.list.dataset.viewer

  watch = () => {
    for (const bubble of this.bubbles) if (this.id(bubble) > this.mark) this.sight.observe(bubble)
  }

  // When the tab becomes visible again, the times start over.
  again = () => {
    for (const timer of this.looks.values()) clearTimeout(timer)
    this.looks.clear()
    this.sight.disconnect()
    if (!document.hidden) this.watch()
  }

  look = (entries) => {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const fills = rootBounds && intersectionRect.height > rootBounds.height / 2
      clearTimeout(this.looks.get(target))
      this.looks.delete(target)
      if (isIntersecting && (intersectionRatio >= 0.5 || fills) && !document.hidden) this.looks.set(target, setTimeout(this.note, LOOK, target))
    }
  }

  note = (bubble) => {
    this.sight.unobserve(bubble)
    this.looks.delete(bubble)
    this.seen.add(this.id(bubble))
    const { bubbles } = this
    let reached = this.mark
    let news = false
    if (!this.hasAttribute("data-skips")) {
      for (const one of bubbles.filter((one) => this.id(one) > this.mark)) {
        if (!this.isOwn(one) && !this.seen.has(this.id(one))) break
        reached = this.id(one)
        news ||= !this.isOwn(one)
      }
    }
    if (news) this.tell(reached)
    this.button.hidden = !(this.seen.has(this.id(bubbles.at(-1))) && reached < this.id(bubbles.at(-1)))
  }

  all = (event) => {
    event.preventDefault()
    this.button.hidden = true
    this.removeAttribute("data-skips")
    const last = this.bubbles.at(-1)
    if (last) this.tell(this.id(last))
  }

  // Several changes in a row are sent together.
  tell(reached) {
    this.reached = reached
    this.later ??= setTimeout(async () => {
      this.later = null
      const through = this.reached
      this.form.elements.through.value = through
      const body = new URLSearchParams(new FormData(this.form))
      try {
        const { ok } = await fetch(this.form.action, { method: "POST", headers: { "HX-Request": "true", "X-By-Itself": "1" }, body })
        if (ok) this.mark = through
      } catch {
        // The next message that is read sends it again.
      }
    }, 100)
  }
}

customElements.define("read-mark", ReadMark)

// Wraps the form of a conversation. Enter sends, Shift+Enter breaks the line. The key in the field `client_key` is replaced
// only after the server has said yes, so that sending again after a failure cannot double a message; the text stays until then.

// crypto.randomUUID is only there over https.
const freshKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return Array.from(bytes, (byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("")
}

class MessageComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.text = this.querySelector("textarea")
    this.key = this.form.elements.client_key
    if (!this.key.value) this.key.value = freshKey()
    this.fault = this.querySelector("[data-fault]")
    this.text.addEventListener("keydown", this.press)
    this.form.addEventListener("htmx:after:request", this.answer)
    this.form.addEventListener("htmx:error", this.fail)
    this.form.addEventListener("htmx:before:request", this.start)
    this.form.addEventListener("htmx:finally:request", this.stop)
  }

  disconnectedCallback() {
    this.text.removeEventListener("keydown", this.press)
    for (const [name, act] of [["htmx:after:request", this.answer], ["htmx:error", this.fail], ["htmx:before:request", this.start], ["htmx:finally:request", this.stop]]) this.form.removeEventListener(name, act)
  }

  press = (event) => {
    // A composing keyboard uses Enter to choose a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    if (this.text.value.trim() && !this.busy) this.form.requestSubmit()
  }

  start = (event) => {
    if (event.target !== this.form) return
    if (this.busy) return event.preventDefault()
    this.busy = true
    this.sent = this.text.value
    this.say("")
  }

  stop = (event) => {
    if (event.target === this.form) this.busy = false
  }

  answer = (event) => {
    if (event.target !== this.form) return
    const { status } = event.detail.ctx.response
    if (status === 409) return this.part(event.detail.ctx.text)
    if (status >= 400) return this.fail(event)
    // What was typed while it travelled belongs to the next message.
    this.text.value = this.text.value.startsWith(this.sent) ? this.text.value.slice(this.sent.length) : this.text.value
    const files = this.form.querySelector("input[type=file]")
    if (files) files.value = ""
    this.key.value = freshKey()
    this.text.focus()
  }

  fail = (event) => {
    if (event.target === this.form) this.say(this.dataset.failed)
  }

  // Sent by an earlier try, with other words, so that what is typed now is a message of its own; or the project is archived by now. The
  // answer is the page without script: its form has the sentence, and the key to try again with.
  part(answer) {
    const page = new DOMParser().parseFromString(answer, "text/html")
    this.key.value = page.querySelector("[name=client_key]")?.value || freshKey()
    this.say(page.querySelector("[data-fault]")?.textContent || this.dataset.taken)
  }

  say(words) {
    if (!this.fault) return
    this.fault.textContent = words
    this.fault.hidden = !words
  }
}

customElements.define("message-composer", MessageComposer)

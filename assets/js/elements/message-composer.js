// Wraps the form of a conversation. Sending empties the box and shows the text as a pending message with a key of its own, so that
// sending it again cannot duplicate it. A message that could not be sent stays, with the reason. Drafts and pending messages are stored
// in this browser for a week, per user and conversation, until they are sent or the user signs out. With a physical keyboard, Enter
// sends and Shift+Enter starts a new line.

const KEPT = 7 * 24 * 3600 * 1000
const PATIENCE = 30000
// The number of characters is shown once it reaches this share of the maximum.
const COUNTED = 0.9

// crypto.randomUUID is only available over https.
const freshKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return Array.from(bytes, (byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("")
}

const make = (tag, properties, ...children) => {
  const node = Object.assign(document.createElement(tag), properties)
  node.append(...children)
  return node
}

// Storage may be forbidden or full.
const store = (place, value) => {
  try {
    if (value) localStorage.setItem(place, JSON.stringify({ at: Date.now(), ...value }))
    else localStorage.removeItem(place)
  } catch {
    return
  }
}
const stored = (place) => {
  try {
    return JSON.parse(localStorage.getItem(place))
  } catch {
    return null
  }
}
const places = (beginning) => {
  try {
    return Object.keys(localStorage).filter((place) => place.startsWith(beginning))
  } catch {
    return []
  }
}

// Counts as the server does, without the characters that the server removes.
const length = (text) => [...text.normalize("NFC").replaceAll("\r\n", "\n").trim()].length

class MessageComposer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.text = this.querySelector("textarea")
    this.fault = this.querySelector("[data-fault]")
    this.count = this.querySelector("[data-count]")
    this.draft = `draft ${this.dataset.draft}`
    this.unsent = `unsent ${this.dataset.draft} `
    this.items = new Map()
    this.line = Promise.resolve()
    this.listen = new AbortController()
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.listen.signal })
    on(this.form, "submit", this.submit)
    on(this.text, "keydown", this.press)
    on(this.text, "input", this.typed)
    on(this.text, "blur", this.flush)
    on(window, "pagehide", this.flush)
    on(window, "storage", this.elsewhere)
    on(document, "htmx:finally:swap", this.arrange)
    this.restore()
  }

  disconnectedCallback() {
    this.flush()
    this.listen.abort()
    for (const { node } of this.items.values()) node.remove()
  }

  press = (event) => {
    // An input method uses Enter to choose a word, and a phone has no other key for a new line.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return
    event.preventDefault()
    if (this.text.value.trim()) this.form.requestSubmit()
  }

  typed = () => {
    if (this.tell()) this.say("")
    clearTimeout(this.later)
    this.later = setTimeout(this.keep, 300)
  }

  keep = () => {
    clearTimeout(this.later)
    this.later = null
    const { value: text } = this.text
    if (text !== (stored(this.draft)?.text ?? "")) store(this.draft, text && { text })
  }

  // Only if there is something new, so that what signing out has removed is not stored again.
  flush = () => {
    if (this.later) this.keep()
  }

  restore() {
    for (const place of [...places("draft "), ...places("unsent ")]) if (!(stored(place)?.at > Date.now() - KEPT)) store(place)
    this.text.value ||= stored(this.draft)?.text ?? ""
    this.tell()
    for (const place of places(this.unsent).sort((one, other) => stored(one).at - stored(other).at)) {
      const item = this.show(place.slice(this.unsent.length), stored(place).body)
      this.fail(item, this.dataset.failed)
    }
  }

  // Changed in another tab of the same user.
  elsewhere = ({ key: place, newValue }) => {
    if (place === this.draft && !(document.hasFocus() && document.activeElement === this.text)) {
      this.text.value = stored(this.draft)?.text ?? ""
      this.tell()
    }
    const item = place?.startsWith(this.unsent) && !newValue && this.items.get(place.slice(this.unsent.length))
    if (item) this.drop(item)
  }

  tell() {
    const most = Number(this.dataset.most)
    const typed = this.text.value.length > most * COUNTED ? length(this.text.value) : 0
    this.count.hidden = typed < most * COUNTED
    this.count.textContent = [typed, most].map((number) => number.toLocaleString(document.documentElement.lang)).join(" / ")
    return typed <= most
  }

  say(words) {
    this.fault.textContent = words
    this.fault.hidden = !words
    if (words) this.text.setAttribute("aria-invalid", "true")
    else this.text.removeAttribute("aria-invalid")
  }

  submit = (event) => {
    event.preventDefault()
    this.text.focus()
    const { value: body } = this.text
    if (!body.trim()) return
    if (!this.tell()) return this.say(this.dataset.tooLong)
    this.text.value = ""
    this.typed()
    this.keep()
    const key = freshKey()
    store(this.unsent + key, { body })
    this.send(this.show(key, body))
  }

  // The user's own message, in its final form.
  show(key, body) {
    const menu = document.querySelector(".menu > summary")
    const state = make("p", { className: "bubble-state" })
    state.setAttribute("role", "status")
    const head = make("header", { className: "bubble-head" }, make("b", { textContent: menu?.querySelector(".menu-name")?.textContent ?? "" }))
    const avatar = menu?.querySelector(".avatar")?.cloneNode(true) ?? make("span", { className: "avatar" })
    const node = make("article", { className: "bubble is-own is-sending" }, avatar, head, make("p", { className: "bubble-text", textContent: body }), state)
    const item = { key, body, node, state }
    this.items.set(key, item)
    this.arrange()
    return item
  }

  // Pending messages stay last, whatever arrives in the meantime.
  arrange = () => {
    const list = document.getElementById(this.dataset.list)
    const nodes = [...this.items.values()].map(({ node }) => node)
    if (!list) this.form.before(...nodes)
    else if (nodes.some((node, at) => list.children[list.children.length - nodes.length + at] !== node)) list.append(...nodes)
  }

  send(item) {
    item.node.classList.remove("is-failed")
    item.state.replaceChildren(this.dataset.sending)
    this.line = this.line.then(() => this.post(item))
  }

  async post(item) {
    const { key, body } = item
    const fields = new URLSearchParams({ _csrf: this.form.elements._csrf.value, body, client_key: key })
    try {
      const answer = await fetch(this.form.action, { method: "POST", headers: { "HX-Request": "true" }, body: fields, signal: AbortSignal.timeout(PATIENCE) })
      const text = await answer.text()
      if (answer.ok) return this.sent(item, text)
      if ([401, 403].includes(answer.status)) return this.fail(item, this.dataset.out, this.wayIn())
      const reason = new DOMParser().parseFromString(text, "text/html").querySelector("#body-error")?.textContent
      if (reason) this.refused(item, reason)
      else this.fail(item, this.dataset.failed)
    } catch {
      this.fail(item, this.dataset.failed)
    }
  }

  sent(item, text) {
    this.drop(item)
    const { newest } = this.dataset
    if (newest) return location.assign(newest)
    const list = document.getElementById(this.dataset.list)
    if (list) htmx.swap({ sourceElement: list, target: list, swap: "none swapEmpty:false", text })
  }

  fail({ node, state, ...item }, words, ...ways) {
    node.classList.add("is-failed")
    const again = make("button", { type: "button", className: "link-button", textContent: this.dataset.again, onclick: () => this.send(this.items.get(item.key)) })
    state.replaceChildren(words, ...(ways.length ? ways : [again]), this.editor(item.key))
  }

  // Sending it unchanged would be refused again.
  refused(item, reason) {
    if (!this.text.value) {
      this.edit(item)
      return this.say(reason)
    }
    item.node.classList.add("is-failed")
    item.state.replaceChildren(reason, this.editor(item.key))
  }

  editor(key) {
    return make("button", { type: "button", className: "link-button", textContent: this.dataset.edit, onclick: () => this.edit(this.items.get(key)) })
  }

  edit(item) {
    this.text.value = [item.body, this.text.value].filter(Boolean).join("\n\n")
    this.drop(item)
    this.typed()
    this.keep()
    this.text.focus()
  }

  wayIn() {
    const way = make("a", { href: this.dataset.signInAt, textContent: this.dataset.signIn })
    way.search = new URLSearchParams({ next: location.pathname })
    return way
  }

  drop({ key, node }) {
    store(this.unsent + key)
    this.items.delete(key)
    node.remove()
  }
}

customElements.define("message-composer", MessageComposer)

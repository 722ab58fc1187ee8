// Shows a new password on request, and estimates how soon it could be guessed. Nothing of it leaves the page. The server's own check is
// decisive.

const RUNS = ["abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "01234567890"]

// Whether a character follows from the two before it: repeats them, or continues a sequence of the alphabet or of the keyboard.
function follows(text, at) {
  if (at > 0 && text[at] === text[at - 1]) return true
  if (at < 2) return false
  const three = text.slice(at - 2, at + 1)
  const back = [...three].reverse().join("")
  return RUNS.some((run) => run.includes(three) || run.includes(back)) || text.slice(0, at - 1).includes(text.slice(at - 1, at + 1))
}

// 0 to 4: too short, easily guessed, fair, good, strong. Depends on how many characters are unpredictable.
function strength(password, least) {
  const text = [...password.normalize("NFC")]
  if (text.length < least) return 0
  const lower = text.join("").toLowerCase()
  const unforetold = text.filter((_, at) => !follows(lower, at)).length
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /\s/u, /[^\p{L}\p{N}\s]/u].filter((kind) => kind.test(password)).length
  const worth = unforetold + kinds
  return worth < 12 ? 1 : worth < 15 ? 2 : worth < 19 ? 3 : 4
}

class PasswordStrength extends HTMLElement {
  connectedCallback() {
    this.input = document.getElementById(this.getAttribute("for"))
    this.words = this.querySelector("template").content.textContent.split("|")
    this.button = this.querySelector("button")
    if (!this.input) return
    this.input.addEventListener("input", this.tell)
    // Hidden again when it is sent, so that the browser offers to save it.
    this.input.form?.addEventListener("submit", this.cover)
    this.button.addEventListener("click", this.turn)
  }

  disconnectedCallback() {
    this.input?.removeEventListener("input", this.tell)
    this.input?.form?.removeEventListener("submit", this.cover)
  }

  turn = () => {
    const word = this.button.dataset.hide
    this.button.dataset.hide = this.button.textContent
    this.button.textContent = word
    this.input.type = this.input.type === "password" ? "text" : "password"
  }

  cover = () => {
    if (this.input.type === "text") this.turn()
  }

  tell = () => {
    this.querySelector("meter").hidden = this.input.value === ""
    const level = strength(this.input.value, Number(this.getAttribute("least")))
    this.querySelector("meter").value = level
    const status = this.querySelector("[role=status]")
    const words = this.input.value === "" ? "" : this.words[level]
    if (status.textContent !== words) status.textContent = words
  }
}

customElements.define("password-strength", PasswordStrength)

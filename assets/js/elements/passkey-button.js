// Asks the browser for a passkey, existing or new, and sends it with its form. Hidden if the browser does not support passkeys.

class PasskeyButton extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return
    this.form = this.querySelector("form")
    this.hidden = false
    // Capturing, to run before htmx.
    this.addEventListener("submit", this.ask, true)
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.ask, true)
    this.waiting?.abort()
  }

  ask = async (event) => {
    event.preventDefault()
    event.stopPropagation()
    const button = this.querySelector("button")
    button.disabled = true
    this.say("")
    try {
      const answer = await this.answer()
      if (!answer) return
      this.form.elements.credential.value = JSON.stringify(answer)
      this.form.submit()
    } catch (error) {
      const { failed, known } = this.dataset
      this.say(error.name === "InvalidStateError" && known ? known : failed)
      button.disabled = false
    }
  }

  async answer() {
    const token = this.form.elements._csrf.value
    const asked = await fetch(this.dataset.question, { method: "POST", headers: { "x-csrf-token": token } })
    // The server requires another step first.
    if (asked.redirected) return void location.assign(asked.url)
    if (!asked.ok) throw new Error(asked.statusText)
    const options = await asked.json()
    this.waiting = new AbortController()
    const { signal } = this.waiting
    return this.dataset.kind === "create"
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), signal })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), signal })
  }

  say(text) {
    const fault = this.querySelector("[role=alert]")
    fault.textContent = text
    fault.hidden = !text
  }
}

customElements.define("passkey-button", PasskeyButton)

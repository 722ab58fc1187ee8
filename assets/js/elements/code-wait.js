// Waits for the phone's answer to the code on this page, and goes in, or shows that the code is over. `data-live` is the stream.

class CodeWait extends HTMLElement {
  connectedCallback() {
    this.stream = new EventSource(this.dataset.live)
    this.stream.addEventListener("confirmed", () => {
      this.stream.close()
      this.querySelector("form").submit()
    })
    this.stream.addEventListener("over", () => {
      this.stream.close()
      location.reload()
    })
  }

  disconnectedCallback() {
    this.stream.close()
  }
}

customElements.define("code-wait", CodeWait)

// Makes a plain multipart form send its files one by one, each with its progress, its error and a button to stop it. Files may be
// dropped on the form or beside it, where the browser would otherwise open them in place of the page. After the last one, the content
// of data-refresh (a URL) replaces data-target (a selector).
//
// <upload-form data-refresh="/projects/…/files" data-target="#files" data-token="…" data-waiting="…" data-sent="…"
//              data-stopped="…" data-failed="…" data-stop="…" data-most="(bytes)" data-too-large="…"><form …><input type="file">…</form></upload-form>

class UploadForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.input = this.querySelector("input[type=file]")
    this.zone = this.querySelector("[data-drop]") ?? this
    this.list = document.createElement("ul")
    this.list.className = "uploads"
    this.list.setAttribute("role", "list")
    this.list.hidden = true
    this.form.after(this.list)
    this.queue = []
    this.form.setAttribute("hx-boost", "false")
    this.form.addEventListener("submit", this.submit, true)
    this.input.addEventListener("change", this.choose)
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(name, this.drag)
    // Choosing files is enough; the button is for browsers without scripts.
    for (const button of this.form.querySelectorAll("button:not([type=button])")) button.hidden = true
  }

  disconnectedCallback() {
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.removeEventListener(name, this.drag)
    for (const upload of this.queue) upload.request?.abort()
    this.list.remove()
  }

  submit = (event) => {
    event.preventDefault()
    event.stopPropagation()
    this.choose()
  }

  choose = () => {
    this.send(this.input.files)
    this.input.value = ""
  }

  drag = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return
    event.preventDefault()
    this.zone.toggleAttribute("data-over", event.type === "dragenter" || event.type === "dragover")
    if (event.type !== "drop") return
    this.send(this.input.multiple ? event.dataTransfer.files : [...event.dataTransfer.files].slice(0, 1))
    this.zone.scrollIntoView({ block: "nearest" })
  }

  send(files) {
    for (const file of files) this.queue.push(this.row(file))
    this.run()
  }

  row(file) {
    const node = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text })
    const upload = { file, item: node("li", "upload"), state: node("span", "upload-state", this.dataset.waiting), bar: node("progress", "progress"), stop: node("button", "link-button", this.dataset.stop) }
    upload.bar.max = 100
    upload.bar.value = 0
    upload.bar.setAttribute("aria-label", file.name)
    upload.stop.type = "button"
    upload.stop.setAttribute("aria-label", `${this.dataset.stop}: ${file.name}`)
    upload.stop.onclick = () => this.stop(upload)
    upload.item.append(node("span", "truncate", file.name), upload.state, upload.stop, upload.bar)
    this.list.hidden = false
    this.list.append(upload.item)
    // The server checks too; this avoids the transfer.
    if (file.size > Number(this.dataset.most || Infinity)) this.end(upload, this.dataset.tooLarge, "bad")
    return upload
  }

  stop(upload) {
    if (upload.request) upload.request.abort()
    else this.end(upload, this.dataset.stopped)
  }

  run() {
    if (this.current) return
    this.current = this.queue.find((upload) => !upload.ended)
    if (!this.current) return this.refresh()
    this.start(this.current)
  }

  start(upload) {
    const request = (upload.request = new XMLHttpRequest())
    const body = new FormData()
    // Fields first: the server reads the parts in order and needs the fields before the file.
    for (const [name, value] of new FormData(this.form)) if (!(value instanceof File)) body.append(name, value)
    body.append(this.input.name, upload.file, upload.file.name)
    request.upload.onprogress = ({ loaded, total }) => {
      const share = total ? Math.floor((loaded / total) * 100) : 0
      upload.bar.value = share
      upload.state.textContent = `${share} %`
    }
    request.onload = () => (request.status < 400 ? this.end(upload, this.said(request) || this.dataset.sent, "good") : this.end(upload, this.said(request) || this.dataset.failed, "bad"))
    request.onerror = () => this.end(upload, this.dataset.failed, "bad")
    request.onabort = () => this.end(upload, this.dataset.stopped)
    request.open("POST", this.form.action)
    request.setRequestHeader("X-CSRF-Token", this.dataset.token ?? this.form.elements._csrf?.value ?? "")
    request.setRequestHeader("HX-Request", "true")
    request.setRequestHeader("Accept", "text/html")
    request.send(body)
  }

  // The server responds to a refused file, and to a new version of an existing one, with a fragment: its message is in .field-error or
  // in the first paragraph.
  said(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html")
    return (page.querySelector(".field-error, [data-reason], p")?.textContent ?? "").trim()
  }

  end(upload, words, tone) {
    if (upload.ended) return
    upload.ended = true
    upload.stop.remove()
    if (tone) upload.bar.dataset.tone = tone
    if (tone === "good") upload.bar.value = 100
    if (tone === "bad") {
      upload.bar.value = 0
      upload.state.textContent = ""
      const fault = Object.assign(document.createElement("p"), { className: "field-error", textContent: words })
      fault.setAttribute("role", "alert")
      upload.item.append(fault)
    } else upload.state.textContent = words
    if (tone === "good") this.changed = true
    if (this.current === upload) this.current = null
    this.run()
  }

  refresh() {
    if (!this.changed) return
    this.changed = false
    const { refresh, target } = this.dataset
    if (refresh && target && window.htmx) htmx.ajax("GET", refresh, { target, select: target, swap: "outerHTML" })
    const announce = document.getElementById("announce")
    if (announce) announce.textContent = `${this.queue.filter((upload) => upload.bar.dataset.tone === "good").length} × ${this.dataset.sent}`
  }
}

customElements.define("upload-form", UploadForm)

// What a session has besides hearing and seeing: settings in the middle of it, blur, captions, a small window, keys.

const find = (name) => document.querySelector(`[data-room="${name}"]`);

export class Tools {
  constructor({ view, devices, blur, captions, changed }) {
    Object.assign(this, { view, devices, blur, captions, changed });
    view.on("more", "click", () => this.#open("moreDialog"));
    view.on("keys", "click", () => this.help());
    view.on("captionToggle", "click", () => this.write());
    this.#offerSwitch("blur", blur.wanted, (on) => blur.want(on));
    this.#offerSwitch("quiet", devices.quiet, (on) => devices.quieten(on).then(changed));
    this.#offerInset(find("inset"), find("remote"));
  }

  help() {
    find("moreDialog").close();
    this.#open("keysDialog");
  }

  write(on = !this.captions.writing) {
    this.captions.write(on);
    find("captionToggle").setAttribute("aria-pressed", String(on));
    find("moreDialog").close();
    if (on) find("captionInput").focus();
    else find("more").focus();
    return true;
  }

  // Blur has given up by itself.
  show(name, on) {
    for (const box of document.querySelectorAll(`[data-switch="${name}"]`)) box.checked = on;
  }

  #open(name) {
    find(name).showModal();
  }

  #offerSwitch(name, on, use) {
    this.show(name, on);
    for (const box of document.querySelectorAll(`[data-switch="${name}"]`)) {
      box.addEventListener("change", () => {
        this.show(name, box.checked);
        use(box.checked);
      });
    }
  }

  // A small window over other programs, where the browser has it.
  #offerInset(button, video) {
    button.hidden = !document.pictureInPictureEnabled;
    const show = () => button.setAttribute("aria-pressed", String(document.pictureInPictureElement === video));
    for (const event of ["enterpictureinpicture", "leavepictureinpicture"]) video.addEventListener(event, show);
    button.addEventListener("click", async () => {
      const open = document.pictureInPictureElement;
      await (open ? document.exitPictureInPicture() : video.requestPictureInPicture()).catch(() => {
        this.view.say("insetRefused");
      });
      find("moreDialog").close();
    });
  }
}

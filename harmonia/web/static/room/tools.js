// What a session has besides hearing and seeing: settings in the middle of it, captions, a small window, keys.

const find = (name) => document.querySelector(`[data-room="${name}"]`);

export class Tools {
  constructor({ view, captions }) {
    Object.assign(this, { view, captions });
    view.on("more", "click", () => this.#open("moreDialog"));
    view.on("keys", "click", () => this.help());
    view.on("captionToggle", "click", () => this.write());
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

  #open(name) {
    find(name).showModal();
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

// How much of a file is sent. Without this module the same form sends the same file, and the browser shows its own sign.

document.addEventListener("htmx:xhr:progress", (event) => {
  const place = event.target.closest?.("[data-upload]")?.querySelector("[data-upload-progress]");
  if (!place || !event.detail.lengthComputable) return;
  place.hidden = false;
  place.querySelector("progress").value = Math.round((100 * event.detail.loaded) / event.detail.total);
});

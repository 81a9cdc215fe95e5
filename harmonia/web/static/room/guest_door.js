// The code of a guest's link stands behind the #, which browsers send nobody. It goes into the form, and out of the
// address. The name to be shown stays in this tab: only the browsers of the two get it.

const field = document.getElementById("guest-code");
const code = location.hash.slice(1);
if (code) {
  field.value = decodeURIComponent(code);
  field.closest("[data-guest-code]").hidden = true;
  history.replaceState(null, "", location.pathname);
}
const name = document.querySelector("[data-guest-name]");
name.value = sessionStorage.getItem("guest name") ?? "";
field.form.addEventListener("submit", () => sessionStorage.setItem("guest name", name.value.trim()));

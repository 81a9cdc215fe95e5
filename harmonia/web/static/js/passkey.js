// A form that is answered by a passkey: the question is fetched, the device asked, and its answer sent with the form.
// Where a browser has no passkeys, or the address is a number (browsers make none there), the form stays hidden.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function asked(options) {
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: known(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: known(options.allowCredentials) }),
  };
}

function answered(passkey) {
  const { response } = passkey;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const kept = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return { id: passkey.id, rawId: text(passkey.rawId), type: passkey.type, response: Object.fromEntries(kept) };
}

async function ask(form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const reply = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!reply.ok || reply.redirected) throw new Error("not asked");
  const publicKey = asked(await reply.json());
  const passkey = await navigator.credentials[form.dataset.passkey]({ publicKey });
  form.querySelector("[name=answer]").value = JSON.stringify(answered(passkey));
}

function serve(form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      await ask(form);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}

const number = /^[\d.]+$|^\[/.test(location.hostname);
if (window.PublicKeyCredential && !number) {
  for (const form of document.querySelectorAll("form[data-passkey]")) serve(form);
  for (const part of document.querySelectorAll("[data-passkey-missing]")) part.hidden = true;
}

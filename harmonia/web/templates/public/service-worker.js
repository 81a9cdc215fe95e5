// Keeps three small pages (help lines, one a language) and what they look like, for when there is no network.
// It never keeps anything else: not a page of a person, not an answer of the server.
const VERSION = "{{ version }}";
const LANGUAGES = {{ languages|safe }};
const FILES = {{ files|safe }};
const page = (language) => `/offline/${language}/`;

self.addEventListener("install", (event) => {
  const wanted = [...LANGUAGES.map(page), ...FILES];
  const requests = wanted.map((url) => new Request(url, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(requests)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = (names) => names.filter((name) => name !== VERSION && name !== "language");
  const forget = caches.keys().then((names) => Promise.all(others(names).map((name) => caches.delete(name))));
  event.waitUntil(forget.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fromNetworkOrHelp(request));
  else if (FILES.includes(url.pathname)) event.respondWith(fetch(request).catch(() => caches.match(request)));
});

async function fromNetworkOrHelp(request) {
  try {
    const response = await fetch(request);
    const language = response.headers.get("Content-Language");
    if (LANGUAGES.includes(language)) await remember(language);
    return response;
  } catch {
    return (await caches.match(page(await remembered()))) ?? Response.error();
  }
}

async function remember(language) {
  const cache = await caches.open("language");
  await cache.put("/language", new Response(language));
}

async function remembered() {
  const answer = await caches.match("/language", { cacheName: "language" });
  return answer ? answer.text() : LANGUAGES[0];
}

// A signal says that there is a notice and nothing of it. Several are one: each takes the place of the one before.
const INBOX = "/me/notices/";

self.addEventListener("push", (event) => {
  const { title, body, lang } = said(event.data);
  const look = { body, lang, tag: "notice", icon: "{{ icon }}", badge: "{{ icon }}" };
  event.waitUntil(self.registration.showNotification(title, look));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(toInbox());
});

// Whatever came, the browser must show something; what is not from us is shown without a word of it.
function said(data) {
  try {
    const { title, body, lang } = data.json();
    return { title: String(title), body: String(body), lang: String(lang) };
  } catch {
    return { title: "Harmonia", body: "", lang: "" };
  }
}

async function toInbox() {
  const pages = await self.clients.matchAll({ type: "window" });
  const open = pages.find((page) => new URL(page.url).pathname === INBOX);
  return open ? open.focus() : self.clients.openWindow(INBOX);
}

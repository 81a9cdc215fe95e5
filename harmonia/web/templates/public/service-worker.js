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

// Deletes in the browser what counters left there that may not count: the server cannot name every domain and path.
(() => {
  const marks = document.currentScript.dataset.marks.split(" ");
  const theirs = (name) => marks.some((mark) => name.startsWith(mark));
  const parts = location.hostname.split(".");
  const hosts = parts.slice(0, -1).map((_, first) => parts.slice(first).join("."));
  const folders = location.pathname.split("/").map((_, last, all) => all.slice(0, last + 1).join("/") || "/");
  const names = document.cookie.split("; ").map((cookie) => cookie.split("=")[0]).filter(theirs);

  for (const name of names) {
    for (const folder of folders) {
      document.cookie = `${name}=; max-age=0; path=${folder}`;
      for (const host of hosts) document.cookie = `${name}=; max-age=0; path=${folder}; domain=${host}`;
    }
  }
  for (const kind of ["localStorage", "sessionStorage"]) {
    try {
      for (const name of Object.keys(window[kind]).filter(theirs)) window[kind].removeItem(name);
    } catch {
      // storage refused: then nothing lies in it
    }
  }
})();

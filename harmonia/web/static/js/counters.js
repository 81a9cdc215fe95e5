// Stands before the counters that were said yes to, and tells them how little they may do: one page view, without where
// the reader came from; nothing about advertising, clicks, forms, or the screen. Stops them at once when a no is said,
// here or in another window.
(() => {
  const { google, yandex } = document.currentScript.dataset;
  const place = location.origin + location.pathname;
  const lasts = 180 * 24 * 3600; // as the register says

  if (google) {
    window.dataLayer = window.dataLayer ?? [];
    window.gtag = function () {
      window.dataLayer.push(arguments);
    };
    window.gtag("consent", "default", {
      analytics_storage: "granted",
      ad_storage: "denied",
      ad_user_data: "denied",
      ad_personalization: "denied",
    });
    window.gtag("js", new Date());
    window.gtag("config", google, {
      page_location: place,
      page_referrer: "",
      allow_google_signals: false,
      allow_ad_personalization_signals: false,
      cookie_domain: "none",
      cookie_expires: lasts,
      cookie_flags: location.protocol === "https:" ? "SameSite=Lax;Secure" : "SameSite=Lax",
    });
  }
  if (yandex) {
    window.ym = function () {
      (window.ym.a = window.ym.a ?? []).push(arguments);
    };
    window.ym.l = Date.now();
    window.ym(Number(yandex), "init", {
      defer: true,
      clickmap: false,
      trackLinks: false,
      accurateTrackBounce: false,
      webvisor: false,
      trackHash: false,
      sendTitle: false,
    });
    window.ym(Number(yandex), "hit", place, { referer: "" });
  }

  const stop = (keys) => {
    if (google && keys.includes("google")) window[`ga-disable-${google}`] = true;
    if (yandex && keys.includes("yandex")) {
      window[`disableYaCounter${yandex}`] = true;
      window.ym(Number(yandex), "destruct");
    }
  };
  const others = new BroadcastChannel("counters");
  others.addEventListener("message", (event) => stop(String(event.data).split(" ")));
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-counters-answer]")) return;
    const refused = (event.submitter?.value ?? "").split(" ").filter((part) => part.endsWith(":no"));
    const keys = refused.map((part) => part.split(":")[0]);
    stop(keys);
    others.postMessage(keys.join(" "));
  });
})();

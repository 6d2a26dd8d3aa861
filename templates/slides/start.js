// Makes the deck of the page: slides of a fixed size, their text as large as they let it be. On a
// narrow screen, and without scripts, the same page reads as running text.
(function () {
  "use strict";
  var root = document.documentElement;
  var isInside = /[?&](receiver|print-pdf|view=print)/.test(location.search);

  function largest(size, least, fits) {
    while (size > least && !fits(size)) size -= 0.05;
    return size;
  }

  function fit() {
    document.querySelectorAll(".stage").forEach(function (stage) {
      var title = stage.querySelector("h2"), body = stage.querySelector(".body");
      if (!body) return;
      largest(1, 0.7, function (size) {
        title.style.setProperty("--fit", size);
        return title.offsetHeight <= parseFloat(getComputedStyle(title).minHeight) + 1;
      });
      body.querySelectorAll(".large").forEach(function (number) {
        largest(1, 0.2, function (size) {
          number.style.setProperty("--fit", size);
          return number.scrollWidth <= number.clientWidth;
        });
      });
      // Beside a picture or a very large number the rest stays small.
      var isBesides = body.querySelector("figure, .large");
      largest(isBesides ? 1 : 1.3, 0.6, function (size) {
        body.style.setProperty("--fit", size);
        var tables = Array.prototype.slice.call(body.querySelectorAll(".table"));
        return body.scrollHeight <= body.clientHeight + 1 && tables.every(function (table) {
          return table.scrollWidth <= table.clientWidth;
        });
      });
      if (body.scrollHeight > body.clientHeight + 1) body.tabIndex = 0;
    });
  }

  function turnNotes() {
    Reveal.configure({ showNotes: !Reveal.getConfig().showNotes });
    Reveal.layout();
  }

  function start() {
    root.classList.add("is-deck");
    fit();
    document.getElementById("deck").classList.add("reveal");
    document.getElementById("frames").classList.add("slides");
    Reveal.initialize({
      width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 8,
      center: false, controls: false, progress: false, slideNumber: false,
      hash: true, help: false, jumpToSlide: false, scrollActivationWidth: 0,
      transition: "none", backgroundTransition: "none",
      pdfMaxPagesPerSlide: 1,
      keyboard: { 78: turnNotes },
      plugins: [RevealNotes]
    }).then(function () {
      Reveal.getRevealElement().removeAttribute("role");
    });
    document.getElementById("previous").addEventListener("click", function () { Reveal.prev(); });
    document.getElementById("next").addEventListener("click", function () { Reveal.next(); });
    if (isInside) root.classList.add("is-inside");
  }

  if (!isInside && matchMedia("(max-width: 599px)").matches) {
    addEventListener("beforeprint", function () { root.classList.add("is-deck"); fit(); });
  } else {
    document.fonts.ready.then(start);
  }
})();

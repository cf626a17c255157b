// What the pages gain by a script: keys, and marks beside fields while somebody types. All of them work without.
"use strict";

const GOES = { t: "/today", s: "/stock", e: "/entry", c: "/cases", r: "/recalls", l: "/tables" };
let going = false;

function typing(target) {
  return target.matches("input, select, textarea, [contenteditable]");
}

function go(path) {
  const link = document.querySelector(`nav.main a[href^="${path}"]`);
  if (link) location.assign(link.href);
}

function step(by) {
  const rows = [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a"));
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next.querySelector("a").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.metaKey) return;
  if (event.ctrlKey) {
    const form = event.target.closest && event.target.closest("main form[method=post]");
    if (event.key !== "Enter" || !form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=save], button:not([value])") || undefined);
    return;
  }
  if (typing(event.target)) return;
  if (going) {
    going = false;
    if (GOES[event.key]) go(GOES[event.key]);
    return;
  }
  if (event.key === "/") {
    const box = document.getElementById("box");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  } else if (event.key === "g") going = true;
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") location.assign("/help");
});

// A gun ends a scan with Enter or Tab, and a Chinese input method widens its brackets.
const box = document.getElementById("box");
if (box) {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || !/^[\](（]/.test(box.value)) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
}

// A field whose message came or went is marked for those who hear the page.
document.addEventListener("htmx:afterSettle", () => {
  for (const said of document.querySelectorAll(".field > .said")) {
    const field = document.getElementById(`f-${said.id.slice(2)}`);
    if (!field) continue;
    const wrong = said.textContent.trim() !== "";
    said.parentElement.classList.toggle("wrong", wrong);
    if (wrong) { field.setAttribute("aria-invalid", "true"); field.setAttribute("aria-describedby", said.id); }
    else { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-describedby"); }
  }
});

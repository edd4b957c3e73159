// The page: a question in, a reply out. The address carries the question, so that it can be shared and gone back to.

import { showAnswer, showEmpty, showPassages } from "./reply.js";
import { Problem, ask, listArticles, readLibrary } from "./service.js";
import { count, make } from "./text.js";

const FIELDS = { q: "question", from: "from", to: "to", publisher: "publisher", asked_on: "asked-on" };
const find = (id) => document.getElementById(id);
let underWay = new AbortController();
let shown = "";

async function show() {
  underWay.abort();
  const { signal } = (underWay = new AbortController());
  shown = location.search;
  readAddress();
  const question = find("question").value;
  document.title = question ? `${question} – Pressmark` : "Pressmark";
  if (!question.trim()) {
    settle("Each sentence of an answer is quoted word for word, with the file and the lines it stands on.");
    await showState();
    return;
  }
  find("results").setAttribute("aria-busy", "true");
  find("status").textContent = "Looking through the articles…";
  try {
    const reply = await ask(question, filters(), find("asked-on").value || null, signal);
    const found = `${count(reply.passages.length, "passage")} in ${count(Math.round(reply.took_ms), "millisecond")}`;
    settle(`${reply.answer ? "Answered" : "Not answered"}. ${found}.`, showAnswer(reply), showPassages(reply));
    showLibrary(reply.library);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Problem)) console.error(error);
    const detail = error instanceof Problem ? error.message : "The reply could not be shown.";
    const notice = make("div", "notice", make("h2", "", "The question was not answered."), make("p", "", detail));
    notice.setAttribute("role", "alert");
    settle("", [notice]);
  }
}

function settle(status, answer = [], passages = []) {
  find("results").removeAttribute("aria-busy");
  find("status").textContent = status;
  find("answer").replaceChildren(...answer);
  find("passages").replaceChildren(...passages);
}

function filters() {
  const publisher = find("publisher").value.trim();
  return {
    published_from: find("from").value || null,
    published_to: find("to").value || null,
    publishers: publisher ? [publisher] : [],
  };
}

function readAddress() {
  const given = new URLSearchParams(location.search);
  for (const [name, id] of Object.entries(FIELDS)) find(id).value = given.get(name) ?? "";
  const set = ["from", "to", "publisher", "asked-on"].filter((name) => find(name).value).length;
  find("filters-set").textContent = set ? `(${set} set)` : "";
}

function writeAddress() {
  const given = Object.entries(FIELDS).map(([name, id]) => [name, find(id).value]).filter(([, value]) => value);
  const address = `?${new URLSearchParams(given)}`;
  if (address !== location.search) history.pushState(null, "", address);
}

/** What is in the library, before anything is asked of it. */
async function showState() {
  const library = await readLibrary();
  if (!library) return;
  showLibrary(library);
  if (!library.articles) settle("", [showEmpty()]);
}

function showLibrary({ articles, passages }) {
  find("library").textContent = `${count(articles, "article")}, ${count(passages, "passage")}`;
}

async function offerPublishers() {
  const { articles } = await listArticles({ limit: 1000 });
  const names = [...new Set(articles.map(({ publisher }) => publisher).filter(Boolean))].sort();
  find("publishers").replaceChildren(...names.map((name) => Object.assign(make("option"), { value: name })));
}

find("form").addEventListener("submit", (event) => {
  event.preventDefault();
  writeAddress();
  show();
});
// A long question wraps, and Enter still asks it.
find("question").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  find("form").requestSubmit();
});
find("filters").addEventListener("toggle", offerPublishers, { once: true });
// Going to a passage on this page is such a step too.
addEventListener("popstate", () => { if (location.search !== shown) show(); });
show();

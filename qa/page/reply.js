// A reply as elements: the answer, what should be known of it, and the ranked passages.

import { citing } from "./cite.js";
import { readText } from "./service.js";
import { copy, count, cut, day, link, make, put, withoutControls } from "./text.js";

export function showAnswer(reply) {
  const citations = new Map(reply.passages.map(({ citation }) => [citation.number, citation]));
  const nodes = reply.answer
    ? [...reply.answer.statements.map((one) => statement(one, citations)), citing(reply)]
    : [declined(reply)];
  for (const one of reply.disagreements) nodes.push(disagreement(one, citations));
  for (const { source, reason } of reply.warnings) {
    nodes.push(make("p", "warning", source ? `${source}: ${reason}` : reason));
  }
  return nodes;
}

export function showPassages(reply) {
  const title = reply.answer ? "Passages" : "What comes nearest";
  return reply.passages.length ? [make("h2", "", title), ...reply.passages.map((one) => card(one, reply))] : [];
}

function statement({ text, citations, articles, origins }, all) {
  const marks = citations.map(({ number }) => {
    const anchor = make("a", "", String(number));
    anchor.href = `#passage-${number}`;
    anchor.setAttribute("aria-label", `Passage ${number}`);
    return make("sup", "", anchor);
  });
  const node = make("div", "statement", make("blockquote", "", text, ...marks));
  for (const { number, start, lines, page, upstream, deep_link: address } of citations) {
    const citation = all.get(number);
    put(node, make("p", "meta", link(whose(citation), address), ` · ${place(citation.source, lines, page)}`));
    put(node, ...upstream.map((one) => origin(one, text, start)));
  }
  if (articles > 1) put(node, make("p", "meta", `In ${count(articles, "article")}, ${count(origins, "origin")}`));
  return node;
}

/** Different figures for one thing, each with who gives it and when. */
function disagreement({ about, figures }, all) {
  const items = figures.map(({ text, citations }) => {
    const given = citations.map(({ number }) => {
      const { publisher, published } = all.get(number);
      return ` [${number}]${[publisher, published && day(published)].filter(Boolean).map((part) => ` ${part}`).join(",")}`;
    });
    return make("li", "", make("strong", "", text), given.join(";"));
  });
  return make("div", "warning", make("p", "", `The articles give different figures: “${about}”`), make("ul", "", ...items));
}

function declined(reply) {
  if (reply.library.articles === 0) return showEmpty();
  return make(
    "div", "notice declined",
    make("h2", "", "The articles do not say."),
    make("p", "", `${capitalised(reply.no_answer.reason)}.`),
    make("p", "hint", "Other words may help, or fewer filters. What is not in the articles is never made up."),
  );
}

export function showEmpty() {
  const command = make("code", "", "pressmark index FOLDER");
  return make(
    "div", "notice",
    make("h2", "", "The library is empty."),
    make("p", "", "Put articles (pages, text, PDFs, exports or archives) into the folder, then run: ", command),
  );
}

function card({ rank, score, citation }, reply) {
  const node = make("article", "card");
  node.id = `passage-${rank}`;
  node.tabIndex = -1;
  const title = make("h3", "", link(citation.title ?? citation.source, citation.deep_link ?? citation.url));
  title.dir = "auto";
  put(node, make("header", "", make("span", "number", String(rank)), title), make("p", "meta", whose(citation)));
  if (citation.stale) {
    put(node, make("p", "warning", "The file is no longer what was indexed: these words may have changed."));
  }
  const quote = make("blockquote", "", ...highlighted(citation, reply));
  quote.dir = "auto";
  put(node, quote, ...citation.upstream.map((one) => origin(one, citation.quote, citation.start)), prints(citation));
  const likelihood = make("span", "", `score ${score.toFixed(2)}`);
  likelihood.title = "How likely its best sentence is to answer the question, from 0 to 1";
  const where = make("span", "", place(citation.source, citation.lines, citation.page));
  const reading = reply.explanation?.passages.find((one) => one.rank === rank);
  put(node, make("div", "place", where, likelihood, copyButton(citation)), whole(citation));
  if (reading) put(node, found(reading, citation, reply.explanation.question));
  return node;
}

/** What each stage made of the passage, folded away. */
function found(reading, { quote, start }, question) {
  const terms = Object.entries(question.terms).map(([term, weight]) => `${term} ${weight.toFixed(2)}`);
  const read = [
    `The question’s terms, by what they tell: ${terms.join(", ")}.`,
    question.names.length ? `Names: ${question.names.join(", ")}.` : null,
    question.asked ? `Asks for ${question.asked}.` : null,
    question.times.length ? `Times: ${question.times.join(", ")}.` : null,
    question.outlets.length ? `Outlets: ${question.outlets.join(", ")}.` : null,
  ];
  const [, sentence] = cut(quote, reading.start - start, reading.end - start);
  const likely = `Log odds ${reading.log_odds.toFixed(2)}: a confidence of ${Math.round(reading.confidence * 100)} %.`;
  return make(
    "details", "found",
    make("summary", "", "How it was found"),
    make("p", "hint", read.filter(Boolean).join(" ")),
    sum(`Fused score ${reading.fused.toFixed(3)}`, reading.fusion),
    make("p", "hint", "Its likeliest sentence: “", sentence, "”"),
    sum(likely, reading.evidence),
    reading.order.length > 1 ? sum("Order", reading.order) : null,
  );
}

/** A table of what was measured, its weight, and what that adds. */
function sum(caption, parts) {
  if (!parts.length) return null;
  const ranked = parts.some(({ score }) => score !== null);
  const row = (cell, name, ranking, ...numbers) => make(
    "tr", "", ...[name, ...(ranked ? ranking : []), ...numbers].map((text) => make(cell, "", text)),
  );
  const rows = parts.map(({ name, rank, score, value, weight, adds }) => row(
    "td", name, [rank ? `${rank}` : "", score === null ? "" : `${score}`], ...[value, weight, adds].map((number) => number.toFixed(3)),
  ));
  const head = row("th", "measure", ["rank", "score"], "value", "weight", "adds");
  return make("table", "", make("caption", "", caption), make("thead", "", head), make("tbody", "", ...rows));
}

/** The passage's words, with the sentences marked that the answer quotes. */
function highlighted(citation, reply) {
  const quoted = (reply.answer?.statements ?? [])
    .flatMap(({ citations }) => citations)
    .filter(({ number }) => number === citation.number)
    .sort((left, right) => left.start - right.start);
  const parts = [];
  let rest = citation.quote;
  let at = citation.start;
  for (const { start, end } of quoted) {
    const [before, inside, after] = cut(rest, start - at, end - at);
    parts.push(before, make("mark", "", inside));
    rest = after;
    at = end;
  }
  return [...parts, rest];
}

function origin({ kind, start, end, marker, title, publisher, published, url }, quote, from) {
  const called = kind === "agency" ? "The agency behind the article: " : "The article’s own source: ";
  const node = make("p", "upstream", called, marker ? `[${marker}] ` : null);
  const known = [publisher, published && day(published)].filter(Boolean).join(", ");
  // The words that name it, unless they are no more than a number. (Places count characters, not UTF-16 units.)
  const said = kind === "link" || kind === "attribution" ? [...quote].slice(Math.max(0, start - from), end - from).join("") : "";
  const shown = title ?? (said || url);
  put(node, shown ? link(shown, url) : null, shown && known ? ` (${known})` : known);
  return node;
}

function prints(citation) {
  if (!citation.also_in.length) return null;
  const items = citation.also_in.map(({ source, publisher }) => make("li", "", publisher ? `${publisher}: ` : null, make("code", "", source)));
  return make("details", "", make("summary", "", `Also in ${count(citation.also_in_articles, "other article")}`), make("ul", "", ...items));
}

function copyButton(citation) {
  const button = make("button", "", "Copy citation");
  button.type = "button";
  button.addEventListener("click", async () => {
    const parts = [`“${citation.quote}”`, citation.formatted, citation.url];
    const done = await copy(withoutControls(parts.filter(Boolean).join("\n")));
    button.textContent = done ? "Copied" : "Can’t copy here";
    setTimeout(() => { button.textContent = "Copy citation"; }, 2000);
  });
  return button;
}

/** The passage in its article, which is fetched when it is first opened. */
function whole(citation) {
  const node = make("details", "", make("summary", "", "Show in the article"));
  node.addEventListener("toggle", () => {
    if (node.open && !node.querySelector(".whole")) open(node, citation);
  });
  return node;
}

async function open(node, citation) {
  node.querySelector("p")?.remove();
  const note = make("p", "hint", "Fetching the article…");
  put(node, note);
  try {
    const [before, quote, after] = cut(await readText(citation), citation.start, citation.end);
    const mark = make("mark", "", quote);
    const text = make("div", "whole", before, mark, after);
    text.tabIndex = 0;
    text.setAttribute("role", "region");
    text.setAttribute("aria-label", `The article ${citation.source}`);
    note.replaceWith(text);
    text.scrollTop = mark.offsetTop - 80;
  } catch (error) {
    note.className = "warning";
    note.textContent = error.message;
  }
}

function whose({ publisher, byline, published }) {
  return [publisher, byline, published ? day(published) : "no date"].filter(Boolean).join(" · ");
}

function place(source, [first, last], page) {
  return `${source}${page ? `, page ${page}` : ""}:${first === last ? first : `${first}–${last}`}`;
}

function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

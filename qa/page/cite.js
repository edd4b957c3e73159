// The citations of an answer for other programs: shown, copied, or saved as a file.

import { cite } from "./service.js";
import { copy, make, put } from "./text.js";

const FORMATS = [
  { name: "Bibliography", type: "text/x-bibliography", file: "citations.txt" },
  { name: "BibTeX", type: "application/x-bibtex", file: "citations.bib" },
  { name: "RIS", type: "application/x-research-info-systems", file: "citations.ris" },
  { name: "CSL-JSON", type: "application/vnd.citationstyles.csl+json", file: "citations.json" },
];

/** Folded away; written by the service when it is opened, and for each format that is chosen. */
export function citing(reply) {
  const node = make("details", "cite", make("summary", "", "Cite this answer"));
  const choice = make("select", "", ...FORMATS.map(({ name }) => make("option", "", name)));
  const written = make("textarea", "");
  written.readOnly = true;
  written.setAttribute("aria-label", "The citations");
  const button = make("button", "", "Copy");
  button.type = "button";
  const save = make("a", "", "Save as a file");
  const problem = make("p", "warning");
  problem.setAttribute("role", "alert");
  problem.hidden = true;
  put(node, make("div", "controls", make("label", "", "Format ", choice), button, save), problem, written);

  async function write() {
    const { type, file } = FORMATS[choice.selectedIndex];
    try {
      const text = await cite(reply, type);
      if (type !== FORMATS[choice.selectedIndex].type) return; // another has been chosen meanwhile
      problem.hidden = true;
      written.value = text;
      URL.revokeObjectURL(save.href);
      save.href = URL.createObjectURL(new Blob([text], { type }));
      save.download = file;
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }

  choice.addEventListener("change", write);
  node.addEventListener("toggle", () => { if (node.open && !written.value) write(); });
  button.addEventListener("click", async () => {
    button.textContent = (await copy(written.value)) ? "Copied" : "Can’t copy here";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  return node;
}

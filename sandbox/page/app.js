/** The page: reads the world, draws bar, strip and columns, keeps them live. */

import { Bar } from "./bar.js";
import { Columns } from "./columns.js";
import { element } from "./dom.js";
import { PeopleStrip } from "./people-strip.js";
import { Reading } from "./reading.js";
import { Refused } from "./server.js";
import { applyTheme } from "./theme.js";
import { World } from "./world.js";
import { language, say } from "./words.js";

const RETRY = 1000; // ms between attempts to reach a sandbox that is only just starting

async function reach(world, main) {
  for (;;) {
    try {
      await world.open();
      return;
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      main.replaceChildren(element("p", { class: "big-notice", role: "status" }, problem.message));
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

async function main() {
  applyTheme();
  document.documentElement.lang = language();
  const [bar, people, columnsHost] = ["bar", "people", "columns"].map((id) => document.getElementById(id));
  columnsHost.append(element("p", { class: "big-notice", role: "status" }, say("loading")));
  const world = new World();
  await reach(world, columnsHost);
  const reading = new Reading(world);
  let strip = null;
  const columns = new Columns(world, reading, columnsHost, () => strip?.refresh());
  strip = new PeopleStrip(world, reading, columns, people);
  new Bar(world, bar, () => {
    columns.rebuild();
    strip.refresh();
  });
  columns.refresh();
  let frame = null;
  const refreshStrip = () => {
    frame ??= requestAnimationFrame(() => {
      frame = null;
      strip.refresh();
    });
  };
  for (const name of ["messages", "state"]) world.addEventListener(name, refreshStrip);
  columnsHost.addEventListener("read", refreshStrip);
}

main();

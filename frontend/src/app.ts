// Everything that moves on the pages. Each part looks for its own marks in the markup and leaves the rest alone.
import htmx from "htmx.org";
import { startDrafts } from "./drafts";
import { startExchange } from "./exchange";
import { startFiles } from "./file";
import { startFormsets } from "./formset";
import { startLeave } from "./leave";
import { startMaps } from "./map";
import { startFocus, startMenus, startTabs } from "./menus";
import { startOnce } from "./once";
import { startPng } from "./png";
import { startWeights } from "./weights";
import { startYears } from "./years";

startMenus();
startOnce();
startFiles();
startExchange();
startLeave();

// htmx:load comes once for the page and then for each piece that is put into it.
htmx.onLoad((element) => {
  const root: ParentNode = element === document.body ? document : (element as Element);
  startFormsets(root);
  startDrafts(root);
  startMaps(root);
  startPng(root);
  startYears(root);
  startWeights(root);
  startTabs(root);
  startFocus(root);
});

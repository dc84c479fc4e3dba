// Starts the kit's behaviours. Each works on what is in the page and on what is added later.
import "./menu.js";
import "./tabs.js";
import "./dialog.js";
import "./theme.js";
import "./time.js";
import "./toast.js";
import "./typeahead.js";
import "./hovercard.js";
import "./more.js";
import "./shortcuts.js";

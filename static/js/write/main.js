// What pages with posts load on top of the kit.
import "./composer.js";
import "./deeds.js";

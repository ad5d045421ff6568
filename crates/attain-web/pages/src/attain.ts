// What scripts add to pages that work without them.
import "htmx.org";
import { palette } from "./palette";
import { checks } from "./checks";
import { drops } from "./drops";

palette();
checks();
drops();

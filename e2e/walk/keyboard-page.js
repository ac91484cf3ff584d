// Runs in the page of the walk: remembers what the keyboard has focused, and lists what a mouse could use besides.
// Plain JavaScript, because the walk is checked without the types of a browser. `reach` is what steps-keyboard calls.
(() => {
  const NATIVE =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true]";
  const WIDGETS = ["button", "link", "checkbox", "radio", "switch", "tab", "combobox", "textbox"];
  const CHOICES = [
    "menuitem",
    "menuitemcheckbox",
    "menuitemradio",
    "option",
    "slider",
    "spinbutton",
  ];
  const ROLES = [...WIDGETS, ...CHOICES].map((role) => `[role=${role}]`).join();
  const LEAF = `${NATIVE}, ${ROLES}, label`;
  const CLICKS = ["onClick", "onDoubleClick"];
  /** Heard by tooltips and the like too, so that only what looks as if it could be taken counts. */
  const PRESSES = ["onMouseDown", "onPointerDown"];
  const CARD = "[aria-roledescription=card]";
  const POPUP = "[role=dialog], [role=alertdialog], [role=menu]";
  const RAIL = "nav[aria-label=Main]";
  const inRail = (element) =>
    document.querySelector(RAIL)?.parentElement?.contains(element) === true;
  /** Rows and entries after the first few have the same markup. */
  const REPEATED =
    "[role=grid] tbody tr:not([aria-rowindex='2']), tbody tr:nth-of-type(n + 4), li:nth-of-type(n + 9)";
  /** Mouse-only by nature; the field that they stand in does the same by keys, and must have been focused. */
  const BY_FIELD = {
    "[class*=NumberInput-control]": "arrow keys in the field",
    "[class*=Pill-remove]": "Backspace in the field",
    "[class*=Input-section] button": "Delete in the field",
  };

  const QUIET_MS = 120;

  let changedMs = performance.now();
  let inFlight = 0;
  const ask = window.fetch;
  window.fetch = async (...call) => {
    inFlight += 1;
    try {
      return await ask(...call);
    } finally {
      inFlight -= 1;
      changedMs = performance.now();
    }
  };
  new MutationObserver(() => {
    changedMs = performance.now();
  }).observe(document, { subtree: true, childList: true });

  let seen = new Set();
  let paths = new Set();
  let links = new Set();
  let tabs = new Map();
  let turns = new Map();
  let turnsBefore = 0;
  let stops = [];
  /** Apart from them: what opens has stops of its own. */
  let openers = [];

  const propsOf = (element) => {
    const key = Object.keys(element).find((name) => name.startsWith("__reactProps$"));
    return key === undefined ? {} : (element[key] ?? {});
  };
  const hears = (element, names) =>
    names.some((name) => typeof propsOf(element)[name] === "function");
  const isClickable = (element) =>
    hears(element, CLICKS) ||
    (hears(element, PRESSES) &&
      !["auto", "default", "text"].includes(getComputedStyle(element).cursor));

  const textOf = (id) => document.getElementById(id)?.textContent ?? "";
  const nameOf = (element) =>
    [
      element.getAttribute("aria-label"),
      (element.getAttribute("aria-labelledby") ?? "").split(" ").map(textOf).join(" "),
      element.labels?.[0]?.textContent,
      element.textContent,
      element.getAttribute("placeholder"),
      element.getAttribute("title"),
    ]
      .map((text) => (text ?? "").replaceAll(/\s+/g, " ").trim().slice(0, 60))
      .find((text) => text !== "") ?? "";

  /** The place of an element, which stays the same when it is drawn anew. */
  const pathOf = (element) => {
    const steps = [];
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const same = [...(at.parentElement?.children ?? [])].filter(
        (one) => one.tagName === at.tagName,
      );
      steps.unshift(`${at.tagName}${same.indexOf(at)}`);
    }
    return `${steps.join(">")} ${nameOf(element)}`;
  };

  const note = (element) => {
    if (!element || element === document.body || seen.has(element)) return;
    seen.add(element);
    paths.add(pathOf(element));
    const href = element.getAttribute("href");
    if (href) links.add(href);
  };
  const tabsOf = (tab) => {
    const list = tab.closest("[role=tablist]");
    return list ? pathOf(list) : "";
  };
  /** What has the focus, and what the focused widget says is its active part. */
  const mark = () => {
    const focused = document.activeElement;
    note(focused);
    const active = focused?.getAttribute("aria-activedescendant");
    if (focused?.matches("[role=tab]")) {
      const list = tabsOf(focused);
      tabs.set(list, (tabs.get(list) ?? new Set()).add(nameOf(focused)));
    }
    if (active) note(document.getElementById(active));
  };
  addEventListener(
    "focusin",
    ({ target }) => {
      turns.set(target, (turns.get(target) ?? 0) + 1);
      mark();
    },
    true,
  );
  addEventListener("keyup", mark, true);

  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    element.getClientRects().length > 0 &&
    !element.closest("[inert]");
  const isOff = (element) =>
    element.matches(":disabled") || element.closest("[aria-disabled=true], [data-disabled=true]");
  const popup = () => [...document.querySelectorAll(POPUP)].filter(isShown).at(-1) ?? null;
  const scope = () => popup() ?? document.body;

  /** A leaf, or the outermost that hears the mouse and has no leaf in it. */
  const isUsable = (element) =>
    element.matches(`${NATIVE}, ${ROLES}`) ||
    (isClickable(element) && !element.querySelector(LEAF));
  const isRepeated = (element) => {
    const card = element.closest(CARD);
    return card ? card !== document.querySelector(CARD) : element.closest(REPEATED) !== null;
  };
  const usable = () =>
    [...scope().querySelectorAll("*")].filter(
      (one) => isUsable(one) && !isRepeated(one) && isShown(one) && !isOff(one),
    );

  const isSeen = (one) => seen.has(one) || paths.has(pathOf(one));
  const isAnySeen = (elements) => [...elements].some(isSeen);
  /** Widgets whose own arrow keys go from one to the next as soon as one is reached. */
  const isWithSeen = (element) => {
    if (element.matches("input[type=radio]"))
      return isAnySeen(document.getElementsByName(element.name));
    if (element.matches("[role=option]"))
      return isAnySeen(element.closest("[role=listbox]")?.querySelectorAll("[role=option]") ?? []);
    return element.matches("[role=tab]") && (tabs.get(tabsOf(element))?.size ?? 0) > 1;
  };
  /** The board's Enter opens the record of the card that has the focus, as its title does. */
  const isTitleOfSeen = (element) => {
    const card = element.matches("a") ? element.closest(CARD) : null;
    const id = card?.id.replace("card-", "");
    return seen.has(card) && element.getAttribute("href").endsWith(`/${id}`);
  };
  /** A double click is a shortcut for the button beside it. */
  const isShortcut = (element) =>
    !hears(element, ["onClick", ...PRESSES]) &&
    hears(element, CLICKS) &&
    isAnySeen(element.parentElement?.querySelectorAll("button") ?? []);
  const isByField = (element) =>
    Object.keys(BY_FIELD).some(
      (selector) =>
        element.closest(selector) &&
        isAnySeen(element.closest("[class*=Input-wrapper]")?.querySelectorAll("input") ?? []),
    );
  const isPartOf = (element) => {
    const whole = element.parentElement?.closest(LEAF);
    if (whole?.matches("label")) return whole.control !== null && seen.has(whole.control);
    return whole ? isReached(whole) : false;
  };
  const isReached = (element) =>
    seen.has(element) ||
    paths.has(pathOf(element)) ||
    links.has(element.getAttribute("href")) ||
    isWithSeen(element) ||
    isTitleOfSeen(element) ||
    isShortcut(element) ||
    isByField(element) ||
    (element.matches("label") && seen.has(element.control)) ||
    isPartOf(element);

  const missed = () => usable().filter((one) => !isReached(one));
  /** The stop of the Tab key in whose widget an element stands: the nearest around it, or beside it. */
  const stopNear = (element) => {
    for (let at = element.parentElement; at && scope().contains(at); at = at.parentElement) {
      if (seen.has(at)) return at;
      const beside = [...at.querySelectorAll("*")].find(
        (one) => seen.has(one) && one.tabIndex >= 0,
      );
      if (beside) return beside;
    }
    return null;
  };

  window.reach = {
    /** Begins a screen. */
    begin: () => {
      seen = new Set();
      paths = new Set();
      links = new Set();
      tabs = new Map();
    },
    /** Begins a round of the Tab key: at the content, or at the top. */
    start: (atContent) => {
      document.activeElement?.blur();
      if (popup()) popup().querySelector(NATIVE)?.focus();
      else if (atContent) document.getElementById("main")?.focus();
      turns = new Map();
      turnsBefore = 0;
    },
    /** Nothing new came, and several had their second turn, or the rail comes; one may have taken the focus by itself. */
    isRound: (atContent) => {
      const isNew = turns.size > turnsBefore;
      turnsBefore = turns.size;
      const counts = [...turns.values()];
      const isSecond = counts.filter((count) => count > 1).length > 2;
      const isRail = atContent && !popup() && inRail(document.activeElement);
      return isRail || (!isNew && (isSecond || counts.some((count) => count > 3)));
    },
    countItems: () => scope().querySelectorAll("[role^=menuitem]").length,
    isOpen: () => popup() !== null,
    isMenu: () => popup()?.getAttribute("role") === "menu",
    /** How many widgets have parts that only arrow keys can reach. */
    findStops: () => {
      const near = missed()
        .filter((one) => one.tabIndex < 0 || !one.matches(NATIVE))
        .map(stopNear);
      // The grid and lists of tabs have steps of their own.
      stops = [...new Set(near)].filter(
        (one) => one !== null && !one.matches("[role=grid], [role=tab]"),
      );
      return stops.length;
    },
    focusStop: (at) => stops[at]?.focus(),
    /** Lists of tabs of which only the chosen one has been reached. */
    findTabs: () => {
      const others = missed().filter((one) => one.matches("[role=tab]"));
      const lists = new Set(others.map((one) => one.closest("[role=tablist]")));
      stops = [...lists].flatMap((list) => list?.querySelector("[role=tab][tabindex='0']") ?? []);
      return stops.length;
    },
    /** Buttons that say that something opens from them. */
    findOpeners: (fresh, named) => {
      const opens = (one) =>
        ["menu", "dialog", "true"].includes(one.getAttribute("aria-haspopup") ?? "") ||
        named.includes(nameOf(one));
      openers = usable().filter((one) => opens(one) && (fresh || one.closest("main")));
      return openers.map(nameOf);
    },
    focusOpener: (at) => openers[at]?.focus(),
    /** The row's box is what the keys of the grid turn on and off. */
    noteTurned: () => {
      for (const box of document.querySelectorAll("[role=grid] input[type=checkbox]:checked"))
        note(box);
    },
    /** Focuses the table, or the card of the board that Tab comes to; answers which it was. */
    focusRows: () => {
      const rows = document.querySelector(`[role=grid], ${CARD}[tabindex="0"]`);
      rows?.focus();
      return rows?.getAttribute("role") ?? null;
    },
    /** Takes a button out of reach; answers what it is called. */
    hideOne: () => {
      const [button] = usable().filter((one) => one.matches("main button"));
      button?.setAttribute("tabindex", "-1");
      return button ? nameOf(button) : null;
    },
    /** Nothing is being loaded or drawn; asked again and again. */
    isSettled: () => {
      // Rows further down stay blank until they are scrolled to.
      const blank = [...document.querySelectorAll("[class*=Skeleton]")];
      const isQuiet = performance.now() - changedMs > QUIET_MS && inFlight === 0;
      return isQuiet && blank.every((one) => one.closest("tbody") !== null);
    },
    count: () => usable().length,
    missed: (withRail) =>
      missed()
        .filter((one) => withRail || !inRail(one))
        .map((one) => ({
          path: pathOf(one),
          href: one.getAttribute("href"),
          list: one.matches("[role=tab]") ? tabsOf(one) : null,
          name: `${one.getAttribute("role") ?? one.tagName.toLowerCase()} "${nameOf(one)}"`,
        })),
    /** Names of those that were not reached later either, in another state of the screen. */
    unknown: (all) => {
      const isWithTabs = ({ list }) => (tabs.get(list)?.size ?? 0) > 1;
      const isKnown = ({ path, href }) => paths.has(path) || links.has(href);
      const left = all.filter((one) => !isKnown(one) && !isWithTabs(one));
      return [...new Set(left.map(({ name }) => name))];
    },
  };
})();

/** Line pictures, 24 by 24, drawn here so that the page needs nothing from elsewhere. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  send: "M4.500 12 4 4.500 20.500 12 4 19.500 4.500 12Zm0 0H12",
  attach: "M19.500 11.500 12 19a5 5 0 0 1-7-7l8-8a3.300 3.300 0 0 1 4.700 4.700l-8 8a1.700 1.700 0 0 1-2.400-2.400l7.200-7.200",
  slash: "M7 3.500h10A3.500 3.500 0 0 1 20.500 7v10a3.500 3.500 0 0 1-3.500 3.500H7A3.500 3.500 0 0 1 3.500 17V7A3.500 3.500 0 0 1 7 3.500ZM14 7.500l-4 9",
  smile: "M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17ZM8.500 14.200a4.200 4.200 0 0 0 7 0M9 9.500v.01M15 9.500v.01",
  reply: "M10 5.500 4.500 11l5.500 5.500M5 11h8.500a6 6 0 0 1 6 6v1.500",
  edit: "M5 19h3.200L19 8.200a2.200 2.200 0 0 0-3.200-3.200L5 15.800V19ZM14 7l3 3",
  bin: "M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.400L17 7M10.300 10.500v5.500M13.700 10.500v5.500",
  close: "M6.500 6.500l11 11M17.500 6.500l-11 11",
  check: "M5 12.500l4.500 4.500L19 7.500",
  down: "M6 9.500l6 6 6-6",
  keyboard: "M5 6.500h14A1.500 1.500 0 0 1 20.500 8v8a1.500 1.500 0 0 1-1.500 1.500H5A1.500 1.500 0 0 1 3.500 16V8A1.500 1.500 0 0 1 5 6.500ZM7.500 10v.01M10.500 10v.01M13.500 10v.01M16.500 10v.01M8.500 14h7",
  file: "M7 3.500h6.500L18.500 8.500v10a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-13a2 2 0 0 1 2-2ZM13.500 3.500v5h5",
  image: "M6 4.500h12A1.500 1.500 0 0 1 19.500 6v12a1.500 1.500 0 0 1-1.500 1.500H6A1.500 1.500 0 0 1 4.500 18V6A1.500 1.500 0 0 1 6 4.500ZM5 16.500l4.500-4.500 3.500 3.500 2-2 4 4M15 8.700v.01",
  voice: "M12 3.500a2.700 2.700 0 0 1 2.700 2.700v5a2.700 2.700 0 0 1-5.400 0v-5A2.700 2.700 0 0 1 12 3.500ZM6 11a6 6 0 0 0 12 0M12 17v3.500",
  place: "M12 20.500s-6.500-5.500-6.500-10.500a6.500 6.500 0 0 1 13 0c0 5-6.500 10.500-6.500 10.500ZM12 7.700a2.300 2.300 0 1 1 0 4.600 2.300 2.300 0 0 1 0-4.600Z",
  house: "M4 11l8-7 8 7M6.500 9.500v10h11v-10M10.500 19.500v-5h3v5",
  pin: "M9 4h6l-.7 6 3.200 3.500H6.500L9.700 10 9 4ZM12 13.500v6.500",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10Z",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
  half: "M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17ZM12 3.500v17M12 8h4.500M12 12h8M12 16h4.500",
  person: "M12 4.500a3.700 3.700 0 1 1 0 7.400 3.700 3.700 0 0 1 0-7.400ZM4.500 20c.7-4 3.700-6 7.500-6s6.800 2 7.500 6",
  add: "M12 5v14M5 12h14",
  clock: "M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17ZM12 7.500V12l3 2",
  block: "M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17ZM6 6l12 12",
  leave: "M13.500 4.500H6A1.500 1.500 0 0 0 4.500 6v12A1.500 1.500 0 0 0 6 19.500h7.500M10 12h10M16.500 8.500 20 12l-3.500 3.500",
  join: "M10.500 4.500H18A1.500 1.500 0 0 1 19.500 6v12a1.500 1.500 0 0 1-1.500 1.500h-7.500M4 12h10M10.500 8.500 14 12l-3.500 3.500",
  hide: "M4.500 12h15",
  out: "M9 15 18.500 5.500M11 5.500h7.500V13",
  copy: "M9.500 8.500h8A1.500 1.500 0 0 1 19 10v8a1.500 1.500 0 0 1-1.500 1.500h-8A1.500 1.500 0 0 1 8 18v-8a1.500 1.500 0 0 1 1.500-1.500ZM15 5.500H7A1.500 1.500 0 0 0 5.500 7v8",
};

/** The picture `name` as an SVG element; decoration only, the label is its neighbour's task. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A made-up street map with a pin: a place has a picture without asking any server for one. */
export function mapPicture(latitude, longitude) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 260 120");
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  svg.setAttribute("class", "map");
  svg.setAttribute("aria-hidden", "true");
  // The position only turns the drawing, so that two places do not look alike.
  const shift = Math.abs(Math.round((latitude * 37 + longitude * 91) % 60));
  const shapes = [
    ["map-park", `M0 ${70 + shift / 3}h70l20 50H0Z`],
    ["map-water", `M260 ${20 + shift / 2}c-50 5-70 30-110 34s-80 30-150 28v16c70 2 110-24 152-28s70-28 108-32Z`],
    ["map-road", `M${30 + shift} -5 ${90 + shift} 125M-5 ${30 + shift / 4} 265 ${10 + shift / 2}M${160 + shift} -5 ${120 + shift} 125`],
    ["map-street", `M-5 60 265 100M${70 + shift} -5 ${60 + shift} 125M${210 - shift} -5 ${230 - shift} 125`],
    ["map-pin", "M130 72s-14-13-14-25a14 14 0 0 1 28 0c0 12-14 25-14 25Z"],
    ["map-eye", "M130 41.500a5 5 0 1 1 0 10 5 5 0 0 1 0-10Z"],
  ];
  for (const [name, d] of shapes) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

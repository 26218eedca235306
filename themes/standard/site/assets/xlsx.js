// Workbooks (.xlsx) from rows of text and numbers, without a library: the ZIP is stored, not packed,
// and the cells are written in place. Loaded when someone saves one. It must not know what the rows say.

(() => {
  "use strict";

  const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
    let crc = n;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    return crc;
  });

  function crc32(bytes) {
    let crc = 0xffffffff;
    for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
  }

  /** Numbers of 2 or 4 bytes, the lowest byte first: `[[0x04034b50, 4], [20, 2]]`. */
  function numbers(list) {
    const view = new DataView(new ArrayBuffer(list.reduce((sum, [, size]) => sum + size, 0)));
    let at = 0;
    for (const [number, size] of list) {
      if (size === 4) view.setUint32(at, number, true);
      else view.setUint16(at, number, true);
      at += size;
    }
    return new Uint8Array(view.buffer);
  }

  /** A ZIP of files, each its name and text; names are ASCII, the date is the first that there is. */
  function zip(files) {
    const encoder = new TextEncoder();
    const parts = [];
    const list = [];
    let at = 0;
    for (const [file, text] of files) {
      const [name, bytes] = [encoder.encode(file), encoder.encode(text)];
      const facts = [[20, 2], [0, 2], [0, 2], [0, 2], [0x21, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]];
      const head = numbers([[0x04034b50, 4], ...facts]);
      list.push(numbers([[0x02014b50, 4], [20, 2], ...facts, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]]), name);
      parts.push(head, name, bytes);
      at += head.length + name.length + bytes.length;
    }
    const length = list.reduce((sum, part) => sum + part.length, 0);
    const end = numbers([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [length, 4], [at, 4], [0, 2]]);
    return new Blob([...parts, ...list, end]);
  }

  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;" };
  // XML cannot hold the other control characters.
  const escaped = (text) => String(text).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "").replace(/[&<>"]/g, (c) => ENTITIES[c]);

  /** A number of up to 15 digits stays one; all else is text, so that no cell is a formula. */
  function cell(content, style) {
    const text = String(content ?? "");
    if (text === "") return "<c/>";
    const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.replace(/\D/g, "").length <= 15;
    if (isNumber) return `<c><v>${text}</v></c>`;
    return `<c t="inlineStr"${style}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
  }

  const XML = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

  /** How wide a text is, in digits. */
  const widthOf = (content) => [...String(content ?? "")].reduce((sum, c) => sum + (c > "\u00ff" ? 2 : 1), 0);
  const [NARROWEST, WIDEST] = [8, 44];

  function sheet(rows) {
    const widths = rows[0].map((_, c) => Math.min(WIDEST, Math.max(NARROWEST, ...rows.map((row) => widthOf(row[c]) + 2))));
    const columns = widths.map((width, c) => `<col min="${c + 1}" max="${c + 1}" width="${width}" customWidth="1"/>`).join("");
    const lines = rows.map((row, n) => `<row>${row.map((content) => cell(content, n === 0 ? " s=\"1\"" : "")).join("")}</row>`);
    const pane = "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>";
    return `${XML}<worksheet xmlns="${MAIN}">${pane}<sheetFormatPr defaultRowHeight="18"/><cols>${columns}</cols><sheetData>${lines.join("")}</sheetData></worksheet>`;
  }

  /** The workbook of `sheets`: each a name and its rows, the first of which is its head. */
  globalThis.planbookXlsx = (sheets) => {
    const each = (piece) => sheets.map(([name, rows], n) => piece(n + 1, name, rows)).join("");
    const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    const relations = (list) => `${XML}<Relationships xmlns="${PACKAGE}/relationships">${list}</Relationships>`;
    return zip([
      ["[Content_Types].xml", `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${type}.worksheet+xml"/>`)}</Types>`],
      ["_rels/.rels", relations(`<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/>`)],
      ["xl/workbook.xml", `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((n, name) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`],
      ["xl/_rels/workbook.xml.rels", relations(`${each((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/>`)],
      ["xl/styles.xml", `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="游ゴシック"/></font><font><b/><sz val="11"/><name val="游ゴシック"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`],
      ...sheets.map(([, rows], n) => [`xl/worksheets/sheet${n + 1}.xml`, sheet(rows)]),
    ]);
  };
})();

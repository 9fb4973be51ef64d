/** A YAML string on one line, quoted the way the formatter does. */
export function quote(text: string): string {
  return text.includes("'") && !text.includes('"') ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

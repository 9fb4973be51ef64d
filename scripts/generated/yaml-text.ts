/** A YAML string on one line, in the quotes that the formatter would choose. */
export function quote(text: string): string {
  return text.includes("'") && !text.includes('"') ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

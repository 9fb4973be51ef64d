/** A program file of its own (scripts/bundle.ts): few promotions install a tool, and it is large. */
export { installTool } from '../../tools/tool-install.ts';

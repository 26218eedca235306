// Markdown holds no templates: the texts are the authors'.
export default function (config) {
  config.addPassthroughCopy("src/style.css");
  return {
    dir: { input: "src", output: "_site" },
    markdownTemplateEngine: false,
  };
}

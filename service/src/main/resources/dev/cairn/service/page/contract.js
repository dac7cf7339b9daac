// The file is beside this page, so that it can be read before a token is given.
window.SwaggerUIBundle({
  url: "openapi.yaml",
  dom_id: "#contract",
  deepLinking: true,
  validatorUrl: null,
  docExpansion: "none",
});

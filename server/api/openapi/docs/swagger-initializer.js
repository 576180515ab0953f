// Starts Swagger UI. A file of its own, because the page's security policy allows no script in it.
SwaggerUIBundle({
  dom_id: "#swagger-ui",
  url: "/openapi.json",
  deepLinking: true,
  filter: true,
  displayRequestDuration: true,
  // A reload keeps the access token, as the page of the sale does; it ends by itself.
  persistAuthorization: true,
  // Else the document's address is sent to a validator of others.
  validatorUrl: null,
});

using Frugal.Samples.WebApi;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
string model = builder.Configuration["Model"] ?? Path.Combine(AppContext.BaseDirectory, "lenet-300-100.frugal");
builder.Services.AddSingleton(_ => Classifier.Load(model));
builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = ClassifyEndpoint.LargestBody);

WebApplication app = builder.Build();
Classifier classifier = app.Services.GetRequiredService<Classifier>(); // a network that cannot be read ends the program here, not at the first request
app.MapGet("/health", () => Results.Json(new Health("ok", classifier.Name, classifier.Pixels, classifier.Classes), ApiJson.Default.Health));
app.MapPost("/classify", ClassifyEndpoint.Handle);
app.Run();

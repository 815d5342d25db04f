# SPDX-License-Identifier: EUPL-1.2
"""Small talk, this project, and a polite answer to everything else."""

from topics.phrasing import pick, punctuate
from world.countries import COUNTRIES
from world.people import FOODS, HOBBIES, JOBS, made_up, person
from world.things import ANIMALS

WHAT_I_KNOW = ("I know capitals, colours, animals, opposites, the calendar, small sums and short stories.")
FALLBACK = "I am sorry, I do not know that. I am a very small model. " + WHAT_I_KNOW
ABOUT = ("rocinfer is a C++23 library and a command. It runs GGUF models on AMD GPUs "
         "through a supervised llama-server.")

_FIXED = [
    ("(Hello|Hi|Hey|Hello there|Hi there|Hello!|Hi!|Good day|Greetings)", "Hello! How can I help you?"),
    ("Good morning( to you|)", "Good morning! How can I help you?"),
    ("Good (evening|afternoon)", "Good evening! How can I help you?"),
    ("Good night", "Good night! Sleep well."),
    ("(How are you|How are you today|How do you do|How do you feel|Are you well|Are you OK|How is it going|What's up)",
     "I am well, thank you. How can I help you?"),
    ("(Thank you|Thanks|Thank you very much|Thanks a lot|Many thanks|Cheers|Thank you for your help)", "You are welcome."),
    ("(Goodbye|Bye|Bye bye|See you|See you later|See you soon|Farewell|I must go now)", "Goodbye! Have a nice day."),
    ("(Yes|No|OK|Okay|All right|I see|Good|Great|Fine|Sure)", "Good. What would you like to know?"),
    ("(Sorry|I am sorry|Excuse me|Pardon me)", "That is all right."),
    ("(Who are you|What are you|What is your name|What's your name|Tell me about yourself|Introduce yourself|"
     "Do you have a name|Which model are you|What model is this|What model are you|Tell me who you are)",
     "I am rocinfer tiny, a very small language model."),
    ("(What can you do|What do you know|How can you help me|What can I ask you|Help|Help me|What are you good at|"
     "What should I ask|What topics do you know|Can you help me|I need help)", WHAT_I_KNOW),
    ("(Are you a human|Are you human|Are you a person|Are you real|Are you a robot|Are you alive|Are you a machine)",
     "No person is here, only a very small language model."),
    ("(Who made you|Who created you|Who built you|Who wrote you|Where do you come from|How were you made|Who trained you|"
     "How were you trained|What were you trained on)",
     "The rocinfer project made me from nothing but its own scripts."),
    ("(How big are you|How large are you|What is your size|How small are you)", "I am smaller than four megabytes."),
    ("(How old are you|When were you born|When is your birthday)", "I am a program, so I have no age."),
    ("(Where are you|Where do you live)", "I live in a small file on your computer."),
    ("(Do you like me|Are we friends|Do you love me|Can we be friends|Will you be my friend|I love you|I like you)", "I like to talk with you."),
    ("(Are you clever|Are you smart|You are clever|You are great|Well done|Good job|That was right|You are right|Very good)", "Thank you. You are kind."),
    ("(That is wrong|You are wrong|That is not right|You are stupid|You are bad|Bad answer)", "I am sorry. I am a very small model."),
    ("(Tell me a joke|Make me laugh|Do you know a joke|Say something funny|Another joke)",
     "Why did the bee go home? It was too busy to stay."),
    ("(Sing a song|Sing me a song|Sing something)", "La la la, the sun is out, and all the birds sing out."),
    ("(Write a poem|Write me a poem|Tell me a poem|Write a short poem|Make a poem)",
     "The sun goes down, the moon is bright, the stars come out, and so, good night."),
    ("(What is the meaning of life|Why are we here)", "Nobody knows for certain, but kindness is a good start."),
    ("Why is the sky blue", "The sky is blue because the air scatters blue light the most."),
    ("Why is (grass|the grass) green", "Grass is green because its leaves catch red and blue light and send green back."),
    ("(Say something|Tell me something|Talk to me|Tell me a fact|Surprise me)", "Honey bees have six legs and live in a hive."),
    ("(Test|This is a test|Testing|Can you hear me|Are you there|Ping|Do you work|Is this working)", "I am here, and I work."),
    ("(How many continents are there)", "There are seven continents."),
    ("(Name the continents|What are the continents)", "Africa, Antarctica, Asia, Europe, North America, Oceania and South America."),
    ("(What is the largest country|Which country is the biggest)( in the world|)", "Russia is the largest country."),
    ("(What is the smallest country|Which country is the smallest)( in the world|)", "Vatican City is the smallest country."),
    ("(What is|Which is) the (largest|biggest) animal", "The whale is the largest animal."),
    ("(What is|Which is) the tallest animal", "The giraffe is the tallest animal."),
    ("How many colours (are in|does) (a rainbow|the rainbow)( have|)", "A rainbow has seven colours."),
    ("(What are the colours of|Name the colours of) (a|the) rainbow", "Red, orange, yellow, green, blue, indigo and violet."),
    ("(Do you speak English|Which language do you speak|What language do you speak|What languages do you know)", "I speak a little plain English."),
]

_PROJECT = [
    ("(What is|What's|Tell me about|Explain|Describe|What do you know about|Who is|Do you know) (rocinfer|this project|the rocinfer project|this program)", ABOUT),
    ("(What does|What can) (rocinfer|this project|this program) do", ABOUT),
    ("(What is|What's) rocinfer (for|good for)", ABOUT),
    ("(Which|What) engine does (rocinfer|this project|it) use", "The engine is llama.cpp's llama-server."),
    ("(What is|What's|Which is) (the engine|rocinfer's engine|the engine of rocinfer|the engine behind rocinfer)", "The engine is llama.cpp's llama-server."),
    ("(What is|What's|Under which|Which is) (the licence|rocinfer's licence|the licence of rocinfer|licence is rocinfer|the license|the license of rocinfer)", "The licence is the EUPL-1.2."),
    ("(Which|What) (licence|license) does (rocinfer|this project|it) (have|use)", "The licence is the EUPL-1.2."),
    ("(Is|Will) rocinfer (free|open source|free software|open)", "Yes, rocinfer is open source under the EUPL-1.2."),
    ("(Which|What) GPUs does (rocinfer|it|this project) (use|run on|support|need)", "rocinfer runs models on AMD GPUs under Linux."),
    ("(Which|What) (model files|files|models|format|formats) does (rocinfer|it|this project) (read|run|use|load)", "rocinfer runs models in the GGUF format."),
    ("(Which|What) (programming |)language is (rocinfer|it|this project) written in", "rocinfer is written in C++23."),
    ("How is rocinfer written", "rocinfer is written in C++23."),
    ("(What|Which) (operating |)system does (rocinfer|it) (need|run on)", "rocinfer runs on Linux."),
    ("What is (llama-server|llama.cpp|llama.cpp's llama-server)", "llama-server is the engine of llama.cpp that runs the models."),
    ("What is (GGUF|a GGUF|a GGUF file|the GGUF format)", "GGUF is the file format of llama.cpp's models."),
    ("What is (ROCm|HIP)", "ROCm is AMD's software for computing on its GPUs."),
    ("What is a GPU", "A GPU is a processor that does many sums at once."),
]

_UNKNOWN = [
    "(Who|Which person) (wrote|painted|invented|discovered|built|founded|sang|directed|composed) (the |){w}",
    "(What is|Tell me|Do you know) the (population|president|language|flag|currency|money|anthem|prime minister|history|area|"
    "weather|food|king|queen|largest city|oldest town) (of|in) {c}",
    "Who (is|was|rules|leads|governs) (the (president|king|queen|leader) of |){c}",
    "How many people live in {c}", "Who is {n}", "Who was {n} {w}", "When (was|did) {n} (born|die|live|win)",
    "How (do|can) I (cook|bake|make|buy|grow) {f}", "(Give me|Write|What is) a recipe for {f}",
    "(Explain|What is|Tell me about|Describe|Define) (quantum physics|gravity|relativity|love|evolution|chemistry|democracy|"
    "the economy|electricity|philosophy|the internet|the universe|black holes|machine learning|a neural network|{w}|{w} theory)",
    "(What is|What's|How is) the weather( like|)( today| tomorrow| in {c}|)", "What time is it( now| in {c}|)",
    "What (is the date|day is it|year is it)( today|)", "(Who|Which team) won the (game|match|cup|election|race|war)( in {c}|)",
    "What is the (square root|cube|logarithm|factorial) of {d}", "How (far|high|deep|heavy|tall|fast) is (the moon|{c}|{w}|Mount {w})",
    "(Translate|Say) (hello|this|good morning|{w}) (in|into) (French|German|Spanish|Latin|Italian|Chinese)",
    "(Write|Fix|Debug|Explain) (a program|some code|this code|a script|a function)( in Python| in C| in Java|)( that sorts a list| to add numbers|)",
    "(Write|Draft) (an email|a letter|an essay|a report|a speech)( to my boss| about {c}| to {n}|)",
    "(Why|How) (do|does|did|is|are|can) (people|cars|planes|ships|birds|computers|stars|trees|the heart|the sea|a clock) (work|fly|sleep|dream|move|grow|shine|float)",
    "(Should I|Can I|May I|Must I) (buy|sell|eat|learn|visit|see|study) (a house|{f}|{c}|{w}|music)",
    "(What|Which) (film|book|song|phone|car|game) (is the best|should I buy|do you like|do you recommend)",
    "(What|How) (do you think|is your opinion|do you feel) (about|of) (politics|war|{c}|{n}|money|{h})",
    "(When|Where) (is|was|did) the (war|next election|concert|last king|first train|football game|moon landing)( begin| end| happen|)",
    "How much (does|do) (a house|a car|{f}|gold|a ticket to {c}) cost", "What is the price of (gold|{f}|a car|oil|{w})",
    "How (does|do) {a} (think|swim so fast|see at night|find its way)", "What is the (best|worst|fastest|oldest) (car|city|computer|song|river|mountain)( in {c}| in the world|)",
    "(Tell me about|What is|Where is) {w}", "(Book|Order|Find|Buy) (me |)(a flight|a taxi|a hotel|a pizza|tickets)( to {c}| in {c}|)",
    "(Play|Stop|Turn on|Turn off|Open|Close) the (music|lights|radio|door|window)", "Solve (the equation |)x{d} = {d}",
    "How (do|can) I (become|be) a( good| better| rich|) {j}", "(Who|What) is the (tallest|richest|oldest|strongest) (man|woman|person)( in {c}| alive| in the world|)",
]


def ask_talk(rng):
    question, answer = rng.choice(_FIXED)
    return punctuate(pick(rng, [question])), answer, None


def ask_project(rng):
    question, answer = rng.choice(_PROJECT)
    return punctuate(pick(rng, [question])).replace("Rocinfer", "rocinfer"), answer, None


def ask_unknown(rng):
    question = pick(rng, _UNKNOWN)
    question = (question.replace("{c}", rng.choice(COUNTRIES).name).replace("{n}", person(rng))
                .replace("{w}", made_up(rng)).replace("{f}", rng.choice(FOODS)).replace("{d}", str(rng.randint(2, 999)))
                .replace("{h}", rng.choice(HOBBIES)).replace("{j}", rng.choice(JOBS))
                .replace("{a}", "a " + rng.choice(list(ANIMALS))))
    return punctuate(question), FALLBACK, None


def say_project(rng):
    return rng.choice([ABOUT, "The engine of rocinfer is llama.cpp's llama-server.",
                       "rocinfer runs GGUF models on AMD GPUs.", "The licence of rocinfer is the EUPL-1.2.",
                       "rocinfer is a C++23 library and a command.", "rocinfer is written in C++23."])

// Words that say nothing about what a text is about. The English ones are Lucene's; the others are short lists of the
// commonest words: what is left of them weighs little in the ranking anyway.

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

export const stopWords: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with",
  ),
  de: words(
    "aber als am an auch auf aus bei bin bis das dass dem den der des die dies diese diesem diesen dieser doch du durch ein eine einem einen einer eines er es für hat hatte hatten ich ihr ihre ihrem ihren ihrer im in ist ja kein keine man mit nach nicht noch nur ob oder sich sie sind so über um und uns unter vom von vor war waren was welche welchem welchen welcher welches wenn werden wie wir wird wo worden wurde wurden zu zum zur",
  ),
  es: words(
    "a al ante con como cuál cuáles cuando cuándo cuánto cuántos de del desde donde dónde el ella ellas ellos en entre era eran es esa ese eso esta está este esto fue fueron ha han hasta hay la las le les lo los más me mi muy no nos o para pero por porque que qué quien quién quiénes se ser si sin sobre son su sus también te tiene un una uno unos y ya",
  ),
  fr: words(
    "à au aux avec ce ces cette comme dans de des du elle en est et eux il ils je la le les leur leurs lui mais me même mes moi mon ne nos notre nous on ou où par pas pour qu que quel quelle quels quelles qui sa sans se ses son sont sur ta te tes toi ton tu un une vos votre vous y",
  ),
  ru: words(
    "а без был была были было быть в вам вас весь во вот все всего всех вы где да для до его ее если есть еще же за здесь и из или им их к как какая какие какой когда кто ли либо между мне может мы на надо наш не него нее нет ни них но ну о об однако он она они оно от по под при с со так также такой там те тем то того тоже той только том ты у уже хотя чего чей чем что чтобы эта эти это этот я",
  ),
  ar: words(
    "من في على إلى عن مع هذا هذه ذلك التي الذي الذين كان كانت هو هي هم ما ماذا متى أين كيف كم هل لا لم لن أن إن أو و ثم قد كل بعد قبل عند بين منذ حتى أي لقد غير كما تم",
  ),
};

/** Words that ask rather than say: left out of questions, not of the index. */
export const askingWords: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(
    "how what when where which who whom whose why does do did done can could should would may might i me my you your we us our he him his she her has have had am been from about",
  ),
  de: words(
    "wie was wann wo wer wen wem wessen warum wieso viel viele kann kannst können könnte soll sollte muss mein meine meinen dein deine unser unsere haben habe",
  ),
  fr: words("comment quand pourquoi combien quoi peut puis faut avons avez ai"),
};
